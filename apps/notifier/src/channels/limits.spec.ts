import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AlertMessage, type Severity } from '../messages/alert-message.js';
import { aMessage } from '../messages/message.fixture.js';
import { discordBody } from './discord/discord.js';
import { ntfyBody } from './ntfy/ntfy.js';
import { opsgenieRequests } from './opsgenie/opsgenie.js';
import { pagerdutyEvents } from './pagerduty/pagerduty.js';
import { slackBody } from './slack/slack.js';
import { teamsBody } from './teams/teams.js';
import { telegramBody } from './telegram/telegram.js';

/** Texts of any length, with much of what has to be escaped, and with characters of several bytes. */
const anyText = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.constantFrom(...'<>&"\'\\*_~`[]()#|@:{}+-.!\n \t\u0000', '\u{1f600}', '\ud83d', 'é', '漢', '\u202e'),
        fc.constantFrom(
          'https://shop.example/a_b*c(d)?e=1&f=2',
          '{{DATE(2026-01-01T00:00:00Z)}}',
          '@everyone',
          '<@&1>',
        ),
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.lorem({ maxCount: 5 }),
      ),
      { maxLength: 60 },
    ),
    fc.constantFrom(1, 1, 1, 30, 400),
  )
  .map(([parts, times]) => parts.join('').repeat(times).slice(0, 60_000));

const anyLinks = fc.tuple(fc.webUrl({ size: 'medium' }), fc.integer({ min: 0, max: 3 })).map(([base, count]) =>
  ['Incident', 'Monitor', 'Screenshot'].slice(0, count).map((label) => ({
    label,
    url: `${base.slice(0, 500)}/${label.toLowerCase()}/0d6a6f3e-7c1b-4a57-8b5e-9f1c2d3e4f5a`,
  })),
);

const anyMessage: fc.Arbitrary<AlertMessage> = fc
  .record({
    title: anyText,
    summary: anyText,
    facts: fc.array(fc.record({ name: fc.constantFrom('URL', 'Cause', 'Down since'), value: anyText }), {
      maxLength: 40,
    }),
    links: anyLinks,
    severity: fc.constantFrom<Severity>('critical', 'warning', 'info', 'good'),
    incident: fc.constantFrom<AlertMessage['incident']>(
      null,
      { action: 'open', key: 'wakeful-m1' },
      { action: 'close', keys: ['wakeful-m1', 'wakeful-m1-degraded'] },
    ),
  })
  .map((message) => aMessage(message));

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const check = (property: (message: AlertMessage) => void): void =>
  fc.assert(fc.property(anyMessage, property), { numRuns: 150 });

interface Text {
  readonly text: string;
}

describe('any message fits, is whole characters, and holds its links', () => {
  it('in Discord: 256, 4,096, 25 fields of 1,024, 6,000 in sum', () => {
    check((message) => {
      const body = discordBody(message, { mention: '@here' });
      const [embed] = body.embeds;
      const { title, description, fields } = embed!;
      expect(title.length).toBeLessThanOrEqual(256);
      expect(description.length).toBeLessThanOrEqual(4096);
      expect(fields.length).toBeLessThanOrEqual(25);
      for (const { value } of fields) expect(value.length).toBeLessThanOrEqual(1024);
      const sum = fields.reduce((all, { name, value }) => all + name.length + value.length, title.length);
      expect(sum + description.length).toBeLessThanOrEqual(6000);
      for (const { url } of message.links)
        expect(description).toContain(url.replace(/\(/g, '%28').replace(/\)/g, '%29'));
      expect(JSON.stringify(body).isWellFormed()).toBe(true);
    });
  });

  it('in Slack: 150, 3,000 each, 10 fields of 2,000, 50 blocks', () => {
    check((message) => {
      const body = slackBody(message, { mention: '<!channel>' });
      expect(body.text.length).toBeLessThanOrEqual(3100);
      const blocks = [...body.blocks, ...body.attachments[0]!.blocks] as {
        type: string;
        text?: Text;
        fields?: Text[];
        elements?: Text[];
      }[];
      expect(blocks.length).toBeLessThanOrEqual(50);
      for (const { type, text, fields = [], elements = [] } of blocks) {
        if (text) expect(text.text.length).toBeLessThanOrEqual(type === 'header' ? 150 : 3000);
        if (text) expect(text.text.length).toBeGreaterThan(0);
        expect(fields.length).toBeLessThanOrEqual(10);
        expect(elements.length).toBeLessThanOrEqual(10);
        for (const field of fields) expect(field.text.length).toBeLessThanOrEqual(2000);
        for (const element of elements) expect(element.text.length).toBeLessThanOrEqual(3000);
      }
      const json = JSON.stringify(blocks);
      for (const { url } of message.links) expect(json).toContain(url.replace(/&/g, '&amp;'));
      expect(JSON.stringify(body).isWellFormed()).toBe(true);
    });
  });

  it('in Teams: 28 KB, a character counted as two bytes', () => {
    check((message) => {
      const body = teamsBody(message);
      expect(bytes(body)).toBeLessThanOrEqual(28 * 1024);
      expect(2 * JSON.stringify(body).length).toBeLessThanOrEqual(28 * 1024);
      const urls = body.attachments[0]!.content.actions.map(({ url }) => url);
      expect(urls).toEqual(message.links.map(({ url }) => url));
      expect(JSON.stringify(body).isWellFormed()).toBe(true);
    });
  });

  it('in Telegram: 4,096 without its tags, all of which are closed', () => {
    check((message) => {
      const { text } = telegramBody(message, { chatId: '1' });
      const shown = text.replace(/<\/?b>|<a href="[^"]*">|<\/a>/g, '');
      expect(shown.length).toBeLessThanOrEqual(4096);
      // Nothing is left that Telegram would take for a tag or an entity that it does not know.
      expect(shown).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)/);
      expect(text.match(/<b>/g)?.length).toBe(text.match(/<\/b>/g)?.length);
      for (const { url } of message.links) expect(text).toContain(`href="${url.replace(/&/g, '&amp;')}"`);
      expect(text.isWellFormed()).toBe(true);
    });
  });

  it('in ntfy: 4,096 bytes, and 8,192 for the request', () => {
    check((message) => {
      const body = ntfyBody(message, 'alerts');
      expect(Buffer.byteLength(body.message)).toBeLessThanOrEqual(4096);
      expect(bytes(body)).toBeLessThanOrEqual(8192);
      expect(body.actions.map(({ url }) => url)).toEqual(message.links.map(({ url }) => url));
      expect(JSON.stringify(body).isWellFormed()).toBe(true);
    });
  });

  it('in PagerDuty: a summary of 1,024, 512 KB', () => {
    check((message) => {
      for (const { body } of pagerdutyEvents(message, 'R0')) {
        const event = body as { payload: { summary: string }; links: { href: string }[] };
        expect(event.payload.summary.length).toBeLessThanOrEqual(1024);
        expect(bytes(event)).toBeLessThanOrEqual(512 * 1024);
        expect(event.links.map(({ href }) => href)).toEqual(message.links.map(({ url }) => url));
      }
    });
  });

  it('in Opsgenie: 130, 15,000, details of 8,000, a note of 25,000', () => {
    check((message) => {
      for (const { body } of opsgenieRequests(message, 'P2')) {
        const {
          message: title = '',
          description,
          details = {},
          note,
        } = body as {
          message?: string;
          description?: string;
          details?: Record<string, string>;
          note?: string;
        };
        expect(title.length).toBeLessThanOrEqual(130);
        expect(description?.length ?? 0).toBeLessThanOrEqual(15_000);
        expect(Object.entries(details).flat().join('').length).toBeLessThanOrEqual(8_000);
        expect(note?.length ?? 0).toBeLessThanOrEqual(25_000);
        for (const { url } of message.links) expect(description ?? note).toContain(url);
      }
    });
  });
});
