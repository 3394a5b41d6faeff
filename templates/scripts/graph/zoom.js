// Zoom; the frame scrolls.
const widen = (svg, width) => { svg.style.width = `${width}px`; };
const resize = (factor) => {
  zoom = Math.max(0.2, Math.min(6, factor));
  for (const svg of svgs) widen(svg, svg.viewBox.baseVal.width * zoom);
};
byId('larger').onclick = () => resize(zoom * 1.25);
byId('smaller').onclick = () => resize(zoom / 1.25);
byId('fit').onclick = () => {
  const room = svgs[0].parentElement.clientWidth;
  resize(room / svgs[0].viewBox.baseVal.width);
  for (const svg of svgs) widen(svg, Math.min(room, svg.viewBox.baseVal.width * Math.max(zoom, 1)));
};
for (const box of all('.scroll')) {
  let last = null;
  box.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse' && event.button === 0) last = event;
  });
  addEventListener('pointerup', () => { last = null; });
  box.addEventListener('pointermove', (event) => {
    if (!last || !event.buttons) return;
    box.scrollLeft -= event.clientX - last.clientX;
    box.scrollTop -= event.clientY - last.clientY;
    last = event;
  });
  box.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    resize(zoom * Math.exp(-event.deltaY / 300));
  }, { passive: false });
}
