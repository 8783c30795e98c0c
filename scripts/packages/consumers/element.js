// A page that has nothing but tags: its photographs with their maps on both devices, by the network that the page opens for them.
const devices = [];
try {
  await customElements.whenDefined("camlucida-map");
  const CamlucidaMap = customElements.get("camlucida-map");
  const { open } = CamlucidaMap;
  CamlucidaMap.open = async (...given) => {
    const network = await open(...given);
    devices.push(network.device.name);
    return network;
  };
  const found = {};
  for (const device of ["cpu", "gpu"]) {
    const element = Object.assign(document.createElement("camlucida-map"), { src: "photo.png", model: "my", device, className: "1" });
    document.body.append(element);
    const { top, map: { residual, width, height }, picture } = await element.complete;
    Object.assign(element, { method: "grad-cam", layer: "layer3" });
    const { map: gradient } = await element.complete;
    const logits = top.toSorted((a, b) => a.index - b.index).map(({ logit }) => logit);
    found[device] = { device: devices.at(-1), logits, residual, cells: [width, height, gradient.width, gradient.height], pixels: [picture.width, picture.height] };
    element.remove();
  }
  globalThis.found = { ...found, opened: devices.length };
} catch (error) {
  globalThis.found = { failure: String(error?.stack ?? error) };
}
