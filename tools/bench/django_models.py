"""The tables of the comparison in `django_month`; imported once its settings are made."""

from __future__ import annotations

from django.db import models


class Employee(models.Model):  # type: ignore[misc]
    """Somebody of the unit."""

    name = models.CharField(max_length=200)
    nip = models.CharField(max_length=18)

    class Meta:
        """Where it belongs."""

        app_label = "month"


class _Dated(models.Model):  # type: ignore[misc]
    date = models.DateField(db_index=True)

    class Meta:
        abstract = True
        app_label = "month"


class DutyOrder(_Dated):
    """A day at home that was ordered."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="orders")
    approved = models.BooleanField()


class Report(_Dated):
    """A day's report."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="reports")
    minutes = models.IntegerField()
    late = models.BooleanField()
    accepted = models.BooleanField()


class Attendance(_Dated):
    """A day at the office, in minutes after midnight."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="attendance")
    came = models.IntegerField()
    went = models.IntegerField()


class Absence(_Dated):
    """A day of absence, whole or half."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=1)
    part = models.CharField(max_length=1)


ALL = (Employee, DutyOrder, Report, Attendance, Absence)
