// Draws <apex-chart drawing="{…}"> with ApexCharts. All words and figures come finished from the server; here is only geometry.
// Colours are CSS tokens, so that light, dark and print follow without drawing again.
import ApexCharts from 'apexcharts';

const nonce = document.querySelector('script[nonce]')?.nonce;
const font = '"BIZ UDPGothic", "Hiragino Sans", "Yu Gothic UI", system-ui, sans-serif';
const token = name => `var(${name})`;
const element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

class ApexChart extends HTMLElement {
  static observedAttributes = ['drawing'];
  #width = 0; #height = 0; #turn = 0; #frame = 0; #chart; #watch;

  // A drawing takes milliseconds of measuring: a line of words more or less beside it is no reason for another, as long as it still fits.
  connectedCallback() {
    this.#watch = new ResizeObserver(() => {
      const taller = this.clientHeight - this.#height;
      if (Math.abs(this.clientWidth - this.#width) > 1 || taller < -1 || taller > 40) this.#draw();
    });
    this.#watch.observe(this);
  }

  disconnectedCallback() {
    this.#watch?.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#turn++;
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#width = 0;
    this.replaceChildren();
  }

  // Once a frame, when everything around it has changed too.
  attributeChangedCallback() {
    cancelAnimationFrame(this.#frame);
    if (this.#width > 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  // The new drawing is made beside the old one and then takes its place: nothing flickers.
  async #draw() {
    const turn = ++this.#turn, width = this.#width = this.clientWidth, height = this.#height = this.clientHeight;
    if (width === 0) return;
    const drawing = JSON.parse(this.getAttribute('drawing'));
    const words = [...drawing.series.flatMap(s => [s.name, ...s.points.map(p => p.text)]), ...drawing.categories.flat()].join('');
    await Promise.all([400, 700].map(weight => document.fonts.load(`${weight} 13px "BIZ UDPGothic"`, words).catch(() => [])));
    if (turn !== this.#turn || !this.isConnected) return;
    const stage = element('div', 'stage');
    this.append(stage);
    const canvas = element('div', 'canvas');
    stage.append(canvas);
    const { options, decorate } = lines({ ...drawing, height }, width, stage);
    const chart = new ApexCharts(canvas, options);
    await chart.render();
    if (turn !== this.#turn || !this.isConnected) { chart.destroy(); stage.remove(); return; }
    decorate(chart.w.globals);
    this.#chart?.destroy();
    for (const old of [...this.children]) if (old !== stage && old.className !== 'paper') old.remove();
    stage.classList.add('drawn');
    this.style.setProperty('--drawn', `${height}px`); // paper cannot wait for another drawing: it keeps the room of this one
    this.#chart = chart;
  }
}

function textWidth(text, style = '700 13px') {
  const pen = textWidth.pen ??= document.createElement('canvas').getContext('2d');
  pen.font = `${style} ${font}`;
  return pen.measureText(text).width;
}

function lines(drawing, width, stage) {
  const count = drawing.categories.length;
  const last = series => series.points.findLastIndex(p => p.y !== null && p.y !== undefined);
  const ends = drawing.series.map(s => ({ series: s, at: last(s) })).filter(e => e.at >= 0).map(e => ({ ...e, point: e.series.points[e.at] }));
  const before = Math.max(0, ...drawing.marks.filter(m => m.at < 0 && m.at >= -0.5).map(m => -m.at));
  // A figure that is made of parts stands in the tip and in the table, where these have room beside it: never alone.
  const figure = e => e.point.parts ? '' : e.point.text;
  const wide = Math.max(...ends.map(e => textWidth(`${e.series.name} ${figure(e)}`)), 20) + 20;
  // On a phone the names would leave no room for the lines: they go into a legend above, the figures stay at the ends.
  const compact = wide > width * 0.34;
  const right = compact ? Math.max(...ends.map(e => textWidth(figure(e))), 12) + 20 : wide;
  let height = drawing.height;
  if (compact) {
    const legend = element('div', 'legend');
    for (const s of drawing.series) {
      const name = element('span', '', s.name);
      name.style.setProperty('--c', token(s.color));
      name.dataset.form = s.form;
      legend.append(name);
    }
    stage.prepend(legend);
    height -= legend.offsetHeight;
  }
  const axis = Math.max(...drawing.ticks.map(t => textWidth(t.text, '12px')), 10);
  const room = (width - right - axis - 40) / Math.max(1, count - 1);
  const every = Math.max(1, Math.ceil((Math.max(...drawing.categories.flat().map(c => textWidth(c, '700 12px'))) + 10) / Math.max(room, 1)));
  // Words of the marks stand above the plot, in as many rows as keeps them apart.
  const seen = drawing.marks.filter(m => m.at >= -0.5 && m.at <= count - 1);
  const marks = placeMarks(seen.filter(m => m.text), at => axis + 24 + (before + at) * room, axis + 24, width);
  const rows = Math.max(0, ...marks.map(m => m.row + 1));
  const provisional = drawing.series[0]?.points.toReversed().findIndex(p => !p.provisional) ?? 0;
  const ticks = new Map(drawing.ticks.map(t => [t.at, t.text]));
  const near = value => [...ticks.keys()].find(at => Math.abs(at - value) < 1e-6 * Math.max(1, Math.abs(at)));
  const options = {
    chart: {
      type: drawing.kind, height, width: '100%', nonce, fontFamily: font, background: 'transparent', foreColor: token('--ink-2'), parentHeightOffset: 0,
      toolbar: { show: false }, zoom: { enabled: false }, selection: { enabled: false }, animations: { enabled: false },
      redrawOnParentResize: false, redrawOnWindowResize: false,
    },
    legend: { show: false },
    dataLabels: { enabled: false },
    states: { hover: { filter: { type: 'none' } }, active: { filter: { type: 'none' } } },
    series: drawing.series.map(s => ({ name: s.name, data: s.points.map(p => p.y ?? null) })),
    colors: drawing.series.map(s => token(s.color)),
    stroke: { width: 2.5, curve: 'straight', lineCap: 'round' },
    markers: { size: 4, shape: drawing.series.map(s => s.form), strokeWidth: 2.5, colors: token('--surface'), strokeColors: drawing.series.map(s => token(s.color)), hover: { sizeOffset: 2 } },
    forecastDataPoints: { count: Math.max(0, provisional), dashArray: 5, strokeWidth: 2.5, fillOpacity: 1 },
    grid: { borderColor: token('--line'), padding: { left: 12 + before * room, right, top: rows * 15 - 14, bottom: 2 } },
    xaxis: {
      categories: drawing.categories.map((c, i) => (count - 1 - i) % every === 0 ? c : ''),
      axisBorder: { show: false }, axisTicks: { show: false }, tooltip: { enabled: false }, crosshairs: { stroke: { color: token('--ink-3'), width: 1, dashArray: 0 } },
      labels: { rotate: 0, hideOverlappingLabels: false, trim: false, style: { fontSize: '12px', colors: token('--ink-2') } },
    },
    yaxis: {
      min: drawing.ticks[0]?.at, max: drawing.ticks.at(-1)?.at, tickAmount: drawing.ticks.length - 1,
      labels: { minWidth: axis, formatter: value => ticks.get(near(value)) ?? '', style: { fontSize: '12px', colors: token('--ink-2') } },
    },
    tooltip: { shared: true, intersect: false, followCursor: false, custom: ({ dataPointIndex }) => tip(drawing, dataPointIndex) },
  };
  const decorate = g => {
    const low = drawing.ticks[0].at, high = drawing.ticks.at(-1).at;
    const x = at => g.translateX + (count === 1 ? g.gridWidth / 2 : g.gridWidth * at / (count - 1));
    const y = value => g.translateY + g.gridHeight * (1 - (value - low) / (high - low));
    const layer = element('div', 'layer');
    if (low < 0) {
      const zero = element('i', 'zero');
      Object.assign(zero.style, { left: `${g.translateX}px`, width: `${g.gridWidth}px`, top: `${y(0)}px` });
      layer.append(zero);
    }
    for (const mark of placeMarks(marks, x, g.translateX - 8, width)) {
      const line = element('i', 'mark'), words = element('span', 'mark-text', mark.text), top = g.translateY - 4 - 15 * (mark.row + 1);
      Object.assign(line.style, { left: `${x(mark.at)}px`, top: `${top}px`, height: `${g.translateY + g.gridHeight - top}px` });
      Object.assign(words.style, { left: `${mark.from}px`, top: `${top}px` });
      layer.append(line, words);
    }
    for (const mark of seen.filter(m => !m.text)) {
      const tick = element('i', 'mark-tick');
      Object.assign(tick.style, { left: `${x(mark.at)}px`, top: `${g.translateY + g.gridHeight}px` });
      layer.append(tick);
    }
    // Labels at the ends of the lines, pushed apart where lines end close together.
    const placed = ends.map(e => ({ ...e, y: y(e.point.y) })).sort((a, b) => a.y - b.y);
    const gap = 17, floor = g.translateY + g.gridHeight;
    for (let i = 1; i < placed.length; i++) placed[i].y = Math.max(placed[i].y, placed[i - 1].y + gap);
    for (let i = placed.length - 1; i >= 0; i--) placed[i].y = Math.min(placed[i].y, i === placed.length - 1 ? floor : placed[i + 1].y - gap);
    for (const end of placed) {
      const label = element('span', 'end');
      label.style.setProperty('--c', token(end.series.color));
      Object.assign(label.style, { left: `${x(count - 1) + 12}px`, top: `${end.y}px` });
      if (!compact) label.append(element('b', '', end.series.name), ' ');
      label.append(element('b', 'num', figure(end)));
      layer.append(label);
    }
    canvasOf(stage).append(layer);
  };
  return { options, decorate };
}

const canvasOf = stage => stage.querySelector('.canvas');

// Each mark's words to the left of its line where there is room, else to the right; a row higher where they would meet.
function placeMarks(marks, x, left, limit) {
  const placed = [];
  for (const mark of marks) {
    const wide = textWidth(mark.text, '11px') + 2, from = x(mark.at) - wide - 6 > left ? x(mark.at) - wide - 6 : Math.max(0, Math.min(x(mark.at) + 6, limit - wide));
    let row = 0;
    while (placed.some(p => p.row === row && from < p.to + 8 && from + wide > p.from - 8)) row++;
    placed.push({ at: mark.at, text: mark.text, row, from, to: from + wide });
  }
  return placed;
}

function tip(drawing, index) {
  const box = element('div', 'tip');
  box.append(element('p', '', drawing.categories[index].join(' ')));
  const list = element('dl');
  for (const s of [...drawing.series].sort((a, b) => (b.points[index].y ?? -Infinity) - (a.points[index].y ?? -Infinity))) {
    const name = element('dt', '', s.name);
    name.style.setProperty('--dot', token(s.color));
    const { text, parts } = s.points[index], figure = element('dd', 'num', text);
    if (parts) figure.append(element('small', '', parts));
    list.append(name, figure);
  }
  box.append(list);
  return box.outerHTML;
}

customElements.define('apex-chart', ApexChart);

// A choice leads to the address that it names: within the page where that is alive, else as any link; also one that was made before this script came.
function follow(choice) {
  if (choice.closest('[data-alive]')) Blazor.navigateTo(choice.value); else location.assign(choice.value);
}
document.addEventListener('change', event => { if (event.target.matches?.('select[data-go]')) follow(event.target); });
for (const choice of document.querySelectorAll('select[data-go]')) {
  if (choice.selectedOptions[0]?.defaultSelected === false) follow(choice);
}

// A map is one tab stop: the arrow keys lead to the nearest circle in their direction, Home and End to the first and the last.
const centre = spot => { const { x, y, width, height } = spot.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; };
const ahead = { ArrowRight: (x, y) => [x, y], ArrowLeft: (x, y) => [-x, y], ArrowDown: (x, y) => [y, x], ArrowUp: (x, y) => [-y, x] };
function nearest(spots, from, along) {
  const here = centre(from);
  // A step aside counts twice: straight ahead comes first.
  const far = spot => { const there = centre(spot), [forth, aside] = along(there.x - here.x, there.y - here.y); return forth > 0.5 ? Math.hypot(forth, 2 * aside) : Infinity; };
  const next = spots.reduce((best, spot) => far(spot) < far(best) ? spot : best, from);
  return next === from ? undefined : next;
}
document.addEventListener('keydown', event => {
  const from = event.target.closest?.('.map a.spot');
  if (!from || event.ctrlKey || event.altKey || event.metaKey) return;
  const spots = [...from.closest('svg').querySelectorAll('a.spot')];
  const to = ahead[event.key] ? nearest(spots, from, ahead[event.key]) : event.key === 'Home' ? spots[0] : event.key === 'End' ? spots.at(-1) : undefined;
  if (!to && !ahead[event.key]) return;
  event.preventDefault();
  to?.focus();
});
// Tab leads out of the map, also from a circle that arrows led to: its way in gives way for that moment. The page's own attributes stay as the server knows them.
document.addEventListener('keydown', event => {
  const from = event.key === 'Tab' ? event.target.closest?.('.map a.spot') : null, entry = from?.closest('svg').querySelector('a.spot[tabindex="0"]');
  if (!entry || entry === from) return;
  entry.setAttribute('tabindex', -1);
  from.addEventListener('blur', () => entry.setAttribute('tabindex', 0), { once: true });
});

// The connection to the server: said in the reader's language, retried, and given up with a way on.
const dialog = document.getElementById('components-reconnect-modal');
dialog?.addEventListener('components-reconnect-state-changed', event => {
  const state = event.detail.state;
  if (state === 'hide') dialog.close();
  else if (state === 'rejected') location.reload();
  else {
    dialog.dataset.state = state === 'failed' ? 'failed' : 'show';
    if (!dialog.open) dialog.showModal();
  }
});
dialog?.querySelector('[data-retry]').addEventListener('click', async () => {
  dialog.dataset.state = 'show';
  if (!await Blazor.reconnect()) location.reload();
});

// Printing is the browser's own: the document's style does the rest.
document.addEventListener('click', event => {
  if (event.target.closest?.('[data-print]')) { event.target.closest('[popover]')?.hidePopover(); window.print(); }
  const copy = event.target.closest?.('[data-copy]');
  if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => { copy.textContent = copy.dataset.done; });
});

// Paper gets the server's own drawings, and a foot that names what it is. They are asked for at once, since a page that is being printed waits for nothing.
const isHalf = card => {
  const narrow = [...card.parentElement.children].filter(other => other.classList.contains('c4')), place = narrow.indexOf(card);
  return place >= 0 && (place % 2 === 1 || place < narrow.length - 1); // two in a row; the last of an odd number has a row of its own
};
addEventListener('beforeprint', () => {
  document.documentElement.style.setProperty('--foot', JSON.stringify(document.querySelector('[data-foot]')?.dataset.foot ?? ''));
  for (const chart of document.querySelectorAll('apex-chart[plot]')) {
    if (chart.offsetParent === null) continue; // its table is shown
    const width = isHalf(chart.closest('.card')) ? 440 : 1000, ask = new XMLHttpRequest();
    ask.open('GET', `${chart.getAttribute('plot')}&paper=${width}`, false);
    try { ask.send(); } catch { continue; } // without a server the browser's own drawing is printed
    if (ask.status !== 200) continue;
    const paper = element('div', 'paper'), drawing = document.importNode(new DOMParser().parseFromString(ask.responseText, 'image/svg+xml').documentElement, true);
    drawing.removeAttribute('width');
    drawing.removeAttribute('height');
    paper.append(drawing);
    chart.append(paper);
  }
});
addEventListener('afterprint', () => { for (const paper of document.querySelectorAll('apex-chart > .paper')) paper.remove(); });
