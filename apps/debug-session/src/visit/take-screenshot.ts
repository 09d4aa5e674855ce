import type { Page } from 'playwright';

export const VIEWPORT = { width: 1280, height: 800 };
/** What is below on a longer page is left out. */
const MAX_HEIGHT_PIXELS = 8_000;
const MAX_SCREENSHOT_BYTES = 5 * 1_048_576;

/** A PNG of the whole page, or of its beginning when it is too long; null when even that is too large to keep. */
export async function takeScreenshot(page: Page, pageHeight: number, timeoutMs: number): Promise<Buffer | null> {
  const options = { type: 'png', animations: 'disabled', caret: 'hide', timeout: timeoutMs } as const;
  const height = Math.min(Math.max(Math.ceil(pageHeight), VIEWPORT.height), MAX_HEIGHT_PIXELS);
  const clip = { x: 0, y: 0, width: VIEWPORT.width, height };
  const whole = await page.screenshot({ ...options, fullPage: true, clip });
  if (whole.length <= MAX_SCREENSHOT_BYTES) return whole;
  const visible = await page.screenshot(options);
  return visible.length <= MAX_SCREENSHOT_BYTES ? visible : null;
}
