// A picture as PNG: its own SVG file, drawn here on a canvas. Without scripts there is the SVG.
const scale = 2;

async function save(address) {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * scale;
  canvas.height = picture.naturalHeight * scale;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const file = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${new URL(address, location.href).pathname.split("/").slice(-2).join("-").replace(/\.svg$/, "")}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

for (const button of document.querySelectorAll("[data-png]")) {
  button.hidden = false;
  // Where the file is refused, for a factor has to be shown first, the page that says so opens.
  button.addEventListener("click", () => save(button.dataset.png).catch(() => location.assign(button.dataset.png)));
}
