// Zoom; the frame scrolls. On a narrow screen the whole picture comes first, and a tap opens it.
const boxes = all('.scroll'), narrow = matchMedia('(max-width: 40rem)');
const openBoxes = (isOpen) => { for (const box of boxes) box.classList.toggle('opened', isOpen); };
root.classList.add('taps');
const widen = (svg, width) => { svg.style.width = `${width}px`; };
const resize = (factor) => {
  zoom = Math.max(0.2, Math.min(6, factor));
  for (const svg of svgs) widen(svg, svg.viewBox.baseVal.width * zoom);
  openBoxes(true);
};
byId('larger').onclick = () => resize(zoom * 1.25);
byId('smaller').onclick = () => resize(zoom / 1.25);
byId('fit').onclick = () => {
  const room = svgs[0].parentElement.clientWidth;
  resize(room / svgs[0].viewBox.baseVal.width);
  for (const svg of svgs) widen(svg, Math.min(room, svg.viewBox.baseVal.width * Math.max(zoom, 1)));
  openBoxes(false);
};
for (const box of boxes) {
  let last = null;
  box.addEventListener('click', (event) => {
    const svg = event.target.closest('svg');
    if (!narrow.matches || !svg || box.classList.contains('opened')) return;
    const small = svg.getBoundingClientRect();
    if (small.width >= svg.viewBox.baseVal.width) return;
    // What was tapped comes to the middle of the screen.
    const [x, y] = [(event.clientX - small.left) / small.width, (event.clientY - small.top) / small.height];
    event.stopPropagation();
    resize(1);
    const large = svg.getBoundingClientRect(), area = box.getBoundingClientRect();
    box.scrollLeft += large.left + x * large.width - area.left - area.width / 2;
    scrollBy(0, large.top + y * large.height - innerHeight / 2);
  }, true);
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
