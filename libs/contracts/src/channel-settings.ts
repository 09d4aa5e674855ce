import { z } from 'zod';
import { headerName, headerValue } from './monitor.js';
import { HIDDEN_SECRET } from './secrets.js';

/** Marks a field that is stored encrypted and never shown again. Sent back as `***`, it keeps what is stored. */
const secret = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ writeOnly: true });

const httpUrl = z
  .string()
  .max(2048)
  .superRefine((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (text === HIDDEN_SECRET || url?.protocol === 'https:' || url?.protocol === 'http:') return;
    context.addIssue({ code: 'custom', message: 'must be a URL that begins with https:// or http://' });
  });

const singleLine = z.string().regex(/^[^\r\n]*$/, 'must be one line');
const mailAddress = z
  .string()
  .max(320)
  .regex(/^[^\s<>@,;"]+@[^\s<>@,;"]+$/, 'must be an email address such as ops@example.com');

const discord = z.strictObject({
  type: z.literal('discord'),
  url: secret(httpUrl),
  /** Prepended to down alerts, such as `@here` or `<@&role id>`. */
  mention: singleLine.max(200).default(''),
});

const slack = z.strictObject({
  type: z.literal('slack'),
  url: secret(httpUrl),
  /** Prepended to down alerts, such as `<!channel>`. */
  mention: singleLine.max(200).default(''),
});

/** What frames and signs a request. */
const OWN_HEADERS =
  /^(connection|content-length|host|keep-alive|te|trailer|transfer-encoding|upgrade|webhook-(id|timestamp|signature))$/i;

const signingSecret = z
  .string()
  .max(500)
  .refine((text) => text === HIDDEN_SECRET || text.length >= 16, 'must be at least 16 characters');

const webhook = z.strictObject({
  type: z.literal('webhook'),
  url: secret(httpUrl),
  method: z.enum(['POST', 'PUT', 'PATCH']).default('POST'),
  headers: secret(z.record(headerName, headerValue))
    .refine((all) => Object.keys(all).length <= 50, 'must be at most 50')
    .superRefine((all, context) => {
      for (const name of Object.keys(all)) {
        if (!OWN_HEADERS.test(name)) continue;
        context.addIssue({ code: 'custom', path: [name], message: 'is set by the notifier itself' });
      }
    })
    .default({}),
  /** Signs each request with HMAC-SHA256; null: requests are not signed. */
  signingSecret: secret(signingSecret.nullable()).default(null),
  /** A JSON text with `{{placeholders}}`; null: the whole event. */
  bodyTemplate: z.string().min(2).max(20_000).nullable().default(null),
});

const email = z.strictObject({
  type: z.literal('email'),
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a hostname or an IP address'),
  port: z.int().min(1).max(65_535).default(587),
  /** `starttls` refuses to continue without encryption; `none` is for a server in the same trusted network. */
  security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
  username: singleLine.max(256).nullable().default(null),
  password: secret(z.string().max(1024).nullable()).default(null),
  from: mailAddress,
  to: z.array(mailAddress).min(1).max(50),
});

const telegram = z.strictObject({
  type: z.literal('telegram'),
  botToken: secret(
    z.string().regex(/^(\*\*\*|\d+:[A-Za-z0-9_-]{10,100})$/, 'must be a bot token such as 123456:ABC-DEF…'),
  ),
  chatId: z.string().regex(/^(-?\d{1,20}|@[A-Za-z0-9_]{1,64})$/, 'must be a chat ID or the @name of a channel'),
  apiUrl: httpUrl.default('https://api.telegram.org'),
});

const teams = z.strictObject({ type: z.literal('teams'), url: secret(httpUrl) });

const ntfy = z.strictObject({
  type: z.literal('ntfy'),
  serverUrl: httpUrl.default('https://ntfy.sh'),
  topic: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, dashes or underscores'),
  token: secret(singleLine.min(1).max(200).nullable()).default(null),
});

const pagerduty = z.strictObject({
  type: z.literal('pagerduty'),
  routingKey: secret(singleLine.min(1).max(64)),
  apiUrl: httpUrl.default('https://events.pagerduty.com'),
});

const opsgenie = z.strictObject({
  type: z.literal('opsgenie'),
  apiKey: secret(singleLine.min(1).max(200)),
  apiUrl: httpUrl.default('https://api.opsgenie.com'),
  priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']).default('P2'),
});

/** How a channel reaches its receiver. A new type is an entry here and a folder in apps/notifier/src/channels. */
export const channelSettings = z
  .discriminatedUnion('type', [discord, slack, webhook, email, telegram, teams, ntfy, pagerduty, opsgenie])
  .meta({ id: 'ChannelSettings', example: { type: 'slack', url: 'https://hooks.slack.com/services/…', mention: '' } });
export type ChannelSettings = z.output<typeof channelSettings>;
export type ChannelType = ChannelSettings['type'];
export type SettingsOf<Type extends ChannelType> = Extract<ChannelSettings, { type: Type }>;

/** What the template of a webhook's body can name. */
export const templateFields = [
  'id',
  'kind',
  'severity',
  'title',
  'summary',
  'monitorId',
  'monitorName',
  'monitorUrl',
  'windowId',
  'incidentId',
  'occurredAt',
  'startedAt',
  'endedAt',
  'durationSeconds',
  'reason',
  'detail',
  'diagnosis',
  'availability24h',
  'windowUrl',
  'incidentUrl',
  'monitorPageUrl',
  'debugSessionUrl',
  'screenshotUrl',
] as const;
export type TemplateField = (typeof templateFields)[number];

const isSecretField = (schema: z.ZodType): boolean => {
  if (schema.meta()?.['writeOnly'] === true) return true;
  return schema instanceof z.ZodDefault && isSecretField(schema.def.innerType as z.ZodType);
};

const secretFields = new Map(
  channelSettings.options.map((option) => [
    option.shape.type.value,
    Object.entries<z.ZodType>(option.shape)
      .filter(([, field]) => isSecretField(field))
      .map(([name]) => name),
  ]),
);

/** The names of the fields of a type of channel that hold secrets. */
export const secretFieldsOf = (type: ChannelType): readonly string[] => secretFields.get(type) ?? [];
