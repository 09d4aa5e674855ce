import { type ConsoleMessage, MAX_CONSOLE_MESSAGES } from '@wakeful/contracts';
import type { BrowserContext } from 'playwright';
import type { Redaction } from './redaction.js';
import type { SessionClock } from './session-clock.js';

const MAX_TEXT_CHARACTERS = 2_048;
/** Of all messages together, so that a page that logs much still fits into a message. */
const MAX_TOTAL_CHARACTERS = 98_304;
/** Kept until secrets are hidden: half a secret is not recognised. */
const OVERLAP_CHARACTERS = 4_096;
const MAX_SOURCE_CHARACTERS = 4_200;
const FAILED_FAVICON = /^\S+\/favicon\.ico Failed to load resource/;

/** Collects what a page logs, what of its JavaScript fails, and what it asks people in dialogs, which are dismissed. */
export class ConsoleCapture {
  readonly #messages: ConsoleMessage[] = [];
  #characters = 0;

  constructor(
    context: BrowserContext,
    private readonly clock: SessionClock,
  ) {
    context.on('console', (message) => {
      const { url, lineNumber, columnNumber } = message.location();
      const source = url ? `${url}:${lineNumber + 1}:${columnNumber + 1}` : null;
      // The browser asks for it by itself; a page without one is no worse for it.
      if (FAILED_FAVICON.test(`${url} ${message.text()}`)) return;
      this.#add({ kind: 'console', level: message.type(), text: message.text(), source });
    });
    context.on('weberror', (webError) => {
      const error = webError.error();
      const place = /\(?(https?:\/\/\S+?:\d+:\d+)\)?/.exec(error.stack ?? '')?.[1] ?? null;
      this.#add({ kind: 'page-error', level: 'error', text: `${error.name}: ${error.message}`, source: place });
    });
    context.on('dialog', (dialog) => {
      this.#add({ kind: 'dialog', level: dialog.type(), text: dialog.message(), source: null });
      dialog.dismiss().catch(() => undefined);
    });
  }

  /** What was collected so far, without secrets. */
  messages(redaction: Redaction): ConsoleMessage[] {
    return this.#messages.map((message) => ({
      ...message,
      text: redaction.beginning(message.text, MAX_TEXT_CHARACTERS, message.text.length > MAX_TEXT_CHARACTERS),
      source: message.source && redaction.beginning(message.source, MAX_SOURCE_CHARACTERS),
    }));
  }

  #add(message: Omit<ConsoleMessage, 'atMs'>): void {
    const text = message.text.slice(0, MAX_TEXT_CHARACTERS + OVERLAP_CHARACTERS);
    this.#characters += Math.min(text.length, MAX_TEXT_CHARACTERS) + (message.source?.length ?? 0);
    if (this.#messages.length >= MAX_CONSOLE_MESSAGES || this.#characters > MAX_TOTAL_CHARACTERS) return;
    this.#messages.push({ ...message, text, atMs: this.clock.now() });
  }
}
