// Scales photos down on the phone before they are uploaded. Without this script the form sends them as they are.
(() => {
  const LONGEST = 1600;
  const SMALL = 400 * 1024;
  const form = document.querySelector("form[data-shrink]");
  const chosen = form && form.querySelector("input[type=file]");
  const status = form && form.querySelector("[role=status]");
  if (!chosen || !window.createImageBitmap || !window.DataTransfer) return;

  const scaled = async (photo) => {
    const image = await createImageBitmap(photo, { imageOrientation: "from-image" });
    const ratio = Math.min(1, LONGEST / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * ratio);
    canvas.height = Math.round(image.height * ratio);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  };

  form.addEventListener("submit", async (event) => {
    const photo = chosen.files[0];
    if (!photo || !/^image\/(jpeg|png)$/.test(photo.type) || photo.size <= SMALL) return;
    event.preventDefault();
    status.textContent = form.dataset.shrink;
    try {
      const smaller = await scaled(photo);
      if (smaller && smaller.size < photo.size) {
        const files = new DataTransfer();
        files.items.add(new File([smaller], "foto.jpg", { type: "image/jpeg" }));
        chosen.files = files.files;
      }
    } catch {
      // What cannot be drawn is sent as it is, and judged by the server.
    }
    form.submit();
  });
})();
