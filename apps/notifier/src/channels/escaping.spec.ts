import { describe, expect, it } from '@jest/globals';
import { aMessage } from '../messages/message.fixture.js';
import { discordBody, escapeDiscord } from './discord/discord.js';
import { mailHtml } from './email/mail-html.js';
import { escapeSlack, slackBody } from './slack/slack.js';
import { escapeTeams } from './teams/teams.js';
import { escapeTelegram } from './telegram/telegram.js';

describe('what a page says means itself', () => {
  // https://support.discord.com/hc/en-us/articles/210298617 and https://docs.discord.com/developers/reference#message-formatting
  it.each([
    [
      '**bold** __under__ ~~gone~~ ||spoiler|| `code`',
      String.raw`\*\*bold\*\* \_\_under\_\_ \~\~gone\~\~ \|\|spoiler\|\| \`code\``,
    ],
    ['<@1> <@&2> <#3> <:smile:4> <t:5:R>', String.raw`\<\@1\> \<\@&2\> \<\#3\> \<:smile:4\> \<t:5:R\>`],
    ['@everyone and @here', String.raw`\@everyone and \@here`],
    ['[click](https://evil.example/a)', String.raw`\[click\]\(https://evil.example/a\)`],
    ['see https://shop.example/a_b_c?x=*1 now', 'see https://shop.example/a_b_c?x=*1 now'],
    [
      '# Title\n> quote\n- item\n1. first',
      String.raw`\# Title` + '\n' + String.raw`\> quote` + '\n' + String.raw`\- item` + '\n' + String.raw`1\. first`,
    ],
    ['99.723% of a-b', '99.723% of a-b'],
    ['back\\slash', String.raw`back\\slash`],
  ])('in Discord: %j', (text, escaped) => {
    expect(escapeDiscord(text)).toBe(escaped);
  });

  it('in the title of Discord and in its fields, and only the mention of the setting notifies', () => {
    const message = aMessage({ title: '*Shop* @everyone', facts: [{ name: 'URL', value: '_a_' }] });
    expect(discordBody(message, { mention: '@here <@&12> <@!34>' })).toMatchObject({
      embeds: [{ title: String.raw`\*Shop\* \@everyone`, fields: [{ value: String.raw`\_a\_` }] }],
      allowed_mentions: { parse: ['everyone'], roles: ['12'], users: ['34'] },
    });
    expect(discordBody(message, { mention: '' }).allowed_mentions).toEqual({ parse: [], roles: [], users: [] });
  });

  // https://docs.slack.dev/messaging/formatting-message-text: nothing but these three can be escaped.
  it.each([
    ['<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
    ['&lt;', '&amp;lt;'],
  ])('in Slack: %j', (text, escaped) => {
    expect(escapeSlack(text)).toBe(escaped);
  });

  it.each([
    { value: 'plain words', field: { type: 'mrkdwn', text: '*A*\nplain words', verbatim: true } },
    { value: 'a *bold* one', field: { type: 'plain_text', text: 'A\na *bold* one', emoji: false } },
    { value: 'a :tada: one', field: { type: 'plain_text', text: 'A\na :tada: one', emoji: false } },
    { value: '> quoted', field: { type: 'plain_text', text: 'A\n> quoted', emoji: false } },
    {
      value: '2026-01-31 12:00:10 UTC',
      field: { type: 'mrkdwn', text: '*A*\n2026-01-31 12:00:10 UTC', verbatim: true },
    },
    { value: '<!here> #general', field: { type: 'mrkdwn', text: '*A*\n&lt;!here&gt; #general', verbatim: true } },
    {
      value: 'https://shop.example/a_b?c=1&d=2',
      field: { type: 'mrkdwn', text: '*A*\n<https://shop.example/a_b?c=1&amp;d=2>', verbatim: true },
    },
  ])('in a field of Slack: $value', ({ value, field }) => {
    const body = slackBody(aMessage({ facts: [{ name: 'A', value }] }), { mention: '' });
    expect(body.attachments[0]!.blocks[1]).toEqual({ type: 'section', fields: [field] });
  });

  // https://core.telegram.org/bots/api#html-style
  it.each([
    ['<b>a</b> & "b"', '&lt;b&gt;a&lt;/b&gt; &amp; "b"'],
    ['*a* _b_ [c](d)', '*a* _b_ [c](d)'],
    ['ask @durov or ops@example.com', 'ask @\u2060durov or ops@example.com'],
  ])('in Telegram: %j', (text, escaped) => {
    expect(escapeTelegram(text)).toBe(escaped);
  });

  // https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features: a part of CommonMark, and functions in braces.
  it.each([
    ['**bold** _italic_ [a](https://b)', String.raw`\*\*bold\*\* \_italic\_ \[a\]\(https://b\)`],
    ['- item\n1. first', String.raw`\- item` + '\n' + String.raw`1\. first`],
    ['<at>Ann</at> &amp;', String.raw`\<at\>Ann\</at\> \&amp;`],
    ['{{DATE(2026-01-01T00:00:00Z)}}', '{\u200b{DATE\\(2026-01-01T00:00:00Z\\)}}'],
    ['99.723%', '99.723%'],
  ])('in Teams: %j', (text, escaped) => {
    expect(escapeTeams(text)).toBe(escaped);
  });

  it('in mail', () => {
    const nasty = '<img src=x onerror="alert(1)"> & \'a\'';
    const html = mailHtml(aMessage({ title: nasty, summary: nasty, facts: [{ name: 'A', value: nasty }] }));
    expect(html).not.toContain('<img');
    expect(html.split('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp;')).toHaveLength(4);
  });
});
