/** How a page answers. */
export interface Behaviour {
  readonly status: number;
  readonly delayMs: number;
  readonly body: string;
  readonly contentType: string;
}

export const GOOD_SECONDS = 60;
export const BAD_SECONDS = 45;

const html = (title: string, content: string): string =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${content}</body></html>\n`;

const page = (overrides: Partial<Behaviour>): Behaviour => ({
  status: 200,
  delayMs: 0,
  body: html('Demo', '<h1>Hello</h1>'),
  contentType: 'text/html; charset=utf-8',
  ...overrides,
});

const brokenPage = html(
  'Broken',
  '<h1>Something went wrong</h1><script src="/missing.js"></script><script>startShop()</script>',
);

const indexPage = html(
  'Demo target',
  '<h1>Demo target</h1><ul>' +
    ['healthy', 'slow', 'flapping', 'broken'].map((name) => `<li><a href="/${name}">${name}</a></li>`).join('') +
    '</ul>',
);

/** The built-in page at a path, as it behaves at a time; undefined when there is none. */
export function builtInPage(path: string, now: Date): Behaviour | undefined {
  switch (path) {
    case '/':
      return page({ body: indexPage });
    case '/healthy':
      return page({ body: html('Healthy', '<h1>All is well</h1>') });
    case '/slow':
      return page({ delayMs: 800, body: html('Slow', '<h1>Sorry to keep you waiting</h1>') });
    case '/flapping':
      return isGoodPhase(now)
        ? page({ body: html('Flapping', '<h1>Up, for the moment</h1>') })
        : page({ status: 503, body: html('Flapping', '<h1>Down, for the moment</h1>') });
    case '/broken':
      return page({ status: 500, body: brokenPage });
    default:
      return undefined;
  }
}

/** The cycle follows the wall clock, so that it continues where it was after a restart. */
function isGoodPhase(now: Date): boolean {
  return (now.getTime() / 1000) % (GOOD_SECONDS + BAD_SECONDS) < GOOD_SECONDS;
}

/** What `PUT /control/<name>` may say; everything is optional. Returns a sentence when it is wrong. */
export function parseBehaviour(text: string): Behaviour | string {
  let given: unknown;
  try {
    given = JSON.parse(text || '{}');
  } catch {
    return 'The body must be JSON, such as {"status": 503, "delayMs": 0, "body": "down"}.';
  }
  if (typeof given !== 'object' || given === null) return 'The body must be a JSON object.';
  const { status = 200, delayMs = 0, body = 'ok' } = given as Record<string, unknown>;
  if (!isIntegerIn(status, 200, 599)) return 'status must be a number from 200 to 599.';
  if (!isIntegerIn(delayMs, 0, 600_000)) return 'delayMs must be a number from 0 to 600000.';
  if (typeof body !== 'string') return 'body must be a string.';
  return page({ status, delayMs, body });
}

function isIntegerIn(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;
}
