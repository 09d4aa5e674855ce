/**
 * Runs in every page before its own scripts: takes down long tasks and live updates, and reports when what was waited
 * for has been painted. It is asked before a click or key press, and counts from that event, so that how long a
 * question to the browser takes is no part of what is measured.
 */
export const PAGE_OBSERVER = `(() => {
  const bench = { updates: 0, inputAt: 0 };
  window.wakefulBench = bench;

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.tellLongTask({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });

  for (const type of ['input', 'click']) {
    addEventListener(type, (event) => { bench.inputAt = event.timeStamp; }, { capture: true });
  }

  const Native = window.EventSource;
  window.EventSource = class extends Native {
    constructor(...given) {
      super(...given);
      for (const type of ['check', 'status', 'downtime']) this.addEventListener(type, () => { bench.updates += 1; });
    }
  };

  /** A frame in which it is there is painted when the first task after it runs. */
  const painted = (isThere) => new Promise((resolve) => {
    const look = () => {
      if (!isThere()) return void requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      requestAnimationFrame(() => port2.postMessage(null));
    };
    look();
  });

  const list = () => document.querySelector('[role=list][aria-label=Monitors]');
  const hasRows = () => list()?.querySelector('[role=listitem] a') != null;
  const isAnswered = () => {
    if (!list()) return document.querySelector('main')?.textContent.includes('No monitor is like that') ?? false;
    return list().getAttribute('aria-busy') === 'false' && hasRows();
  };

  bench.firstRows = () => painted(hasRows);
  /** @param wanted of each parameter of the address what it is when the filter has changed */
  bench.filtered = async (wanted) => {
    const isAddressed = () => {
      const now = new URLSearchParams(location.search);
      return Object.entries(wanted).every(([name, value]) => (now.get(name) ?? '') === value);
    };
    const at = await painted(() => isAddressed() && isAnswered());
    return at - bench.inputAt;
  };
  bench.charted = async () => {
    const at = await painted(() => location.pathname.startsWith('/monitors/') && document.querySelector('main canvas'));
    return at - bench.inputAt;
  };
  /** Whether something is drawn on the canvas, and how many different colours there are of it. */
  bench.chartColours = () => {
    const canvas = document.querySelector('main canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  };
})()`;
