import { z } from 'zod';
import { nameText } from '../name-text.js';
import { pageOf, pageParameters, timeParameter } from './paging.js';

const MAX_LOGO_BYTES = 64 * 1024;
const BASE64_GROUP = 4 / 3;
const MAX_MONITORS = 200;

const group = z.strictObject({
  name: nameText(100),
  monitors: z
    .array(
      z.strictObject({
        monitorId: z.uuid(),
        label: z
          .string()
          .min(1)
          .max(100)
          .nullable()
          .default(null)
          .meta({ description: "Defaults to the monitor's name." }),
      }),
    )
    .max(MAX_MONITORS),
});
export type StatusPageGroup = z.output<typeof group>;

const pageFields = {
  slug: z
    .string()
    .max(60)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must consist of lowercase letters, digits and single hyphens, such as "shop"'),
  title: nameText(100),
  description: z.string().max(1000),
  logo: z
    .string()
    .max(Math.ceil(MAX_LOGO_BYTES * BASE64_GROUP) + 40, 'must be an image of at most 64 KiB')
    .regex(
      /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/,
      'must be a data URL of a PNG, JPEG or WebP image',
    )
    .nullable()
    .meta({ description: 'A data URL of at most 64 KiB. SVG is not allowed, as it could run scripts.' }),
  domain: z
    .string()
    .max(253)
    .regex(/^([a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/, 'must be a lowercase hostname, such as "status.shop.example"')
    .nullable()
    .meta({
      description:
        'Requests with this host name get the page at /, and nothing else of Wakeful, once the domain is verified.',
    }),
  visibility: z.enum(['public', 'password']),
  groups: z.array(group).max(50),
  showUrl: z.boolean().meta({ description: 'Whether the page shows the URLs of monitors.' }),
  isPublished: z.boolean(),
};
const password = z
  .string()
  .min(8)
  .max(200)
  .meta({ description: 'Required for visibility "password". It is never shown.' });

export const createStatusPage = z
  .strictObject({
    ...pageFields,
    description: pageFields.description.default(''),
    logo: pageFields.logo.default(null),
    domain: pageFields.domain.default(null),
    visibility: pageFields.visibility.default('public'),
    password: password.optional(),
    groups: pageFields.groups.default([]),
    showUrl: pageFields.showUrl.default(false),
    isPublished: pageFields.isPublished.default(false),
  })
  .meta({
    id: 'CreateStatusPage',
    example: {
      slug: 'shop',
      title: 'Shop status',
      groups: [{ name: 'Shop', monitors: [{ monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c', label: 'Checkout' }] }],
      isPublished: true,
    },
  });
export type CreateStatusPage = z.output<typeof createStatusPage>;

export const updateStatusPage = z
  .strictObject({ ...pageFields, password })
  .partial()
  .meta({ id: 'UpdateStatusPage', example: { isPublished: false } });
export type UpdateStatusPage = z.output<typeof updateStatusPage>;

const stored = {
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.int().min(1),
};
const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z', version: 1 };

export const statusPage = z.object({ id: z.uuid(), ...pageFields, ...stored }).meta({
  id: 'StatusPage',
  example: {
    id: '3b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
    slug: 'shop',
    title: 'Shop status',
    description: '',
    logo: null,
    domain: null,
    visibility: 'public',
    groups: [{ name: 'Shop', monitors: [{ monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c', label: 'Checkout' }] }],
    showUrl: false,
    isPublished: true,
    ...times,
  },
});
export type StatusPageResponse = z.infer<typeof statusPage>;

export const statusPagePage = pageOf(statusPage).meta({
  id: 'StatusPagePage',
  example: { items: [z.globalRegistry.get(statusPage)?.example], total: 1, page: 1, pageSize: 50 },
});
export const listStatusPagesQuery = z.strictObject(pageParameters);
export type ListStatusPagesQuery = z.output<typeof listStatusPagesQuery>;

export const statusPageDomain = z
  .object({
    domain: z.string().nullable().meta({ description: 'null: the page has no domain of its own.' }),
    state: z.enum(['none', 'waiting', 'proved', 'confirmed']).meta({
      description:
        'waiting: not verified and not served yet; proved: verified by the TXT record; confirmed: by an admin, or set before domains had to be verified.',
    }),
    record: z
      .object({ name: z.string(), value: z.string() })
      .nullable()
      .meta({ description: 'The TXT record that verifies the domain.' }),
    since: z.iso.datetime().nullable().meta({ description: 'When it was verified.' }),
  })
  .meta({
    id: 'StatusPageDomain',
    example: {
      domain: 'status.shop.example',
      state: 'waiting',
      record: {
        name: '_wakeful.status.shop.example',
        value: 'wakeful-page=3b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      },
      since: null,
    },
  });
export type StatusPageDomain = z.infer<typeof statusPageDomain>;

export const statusUpdateState = z.enum(['investigating', 'identified', 'monitoring', 'resolved', 'maintenance']);
export type StatusUpdateState = z.infer<typeof statusUpdateState>;

const updateFields = {
  title: z.string().min(1).max(200),
  state: statusUpdateState,
  startsAt: timeParameter,
  resolvedAt: timeParameter.nullable(),
  monitorIds: z.array(z.uuid()).max(MAX_MONITORS).meta({ description: 'Affected monitors.' }),
};
const body = z.string().min(1).max(5000).meta({ description: 'Plain text.' });

export const createStatusUpdate = z
  .strictObject({
    ...updateFields,
    body,
    startsAt: updateFields.startsAt.optional(),
    resolvedAt: updateFields.resolvedAt.default(null),
    monitorIds: updateFields.monitorIds.default([]),
  })
  .meta({
    id: 'CreateStatusUpdate',
    example: { title: 'Payments fail', state: 'investigating', body: 'We are looking into it.' },
  });
export type CreateStatusUpdate = z.output<typeof createStatusUpdate>;

export const updateStatusUpdate = z
  .strictObject({ ...updateFields, body: body.meta({ description: 'A new message, posted with the current state.' }) })
  .partial()
  .meta({ id: 'UpdateStatusUpdate', example: { state: 'resolved', body: 'Payments work again.' } });
export type UpdateStatusUpdate = z.output<typeof updateStatusUpdate>;

export const statusUpdate = z
  .object({
    id: z.uuid(),
    ...updateFields,
    startsAt: z.iso.datetime(),
    resolvedAt: z.iso.datetime().nullable(),
    messages: z
      .array(z.object({ state: statusUpdateState, body: z.string(), postedAt: z.iso.datetime() }))
      .meta({ description: 'Newest first.' }),
    ...stored,
  })
  .meta({
    id: 'StatusUpdate',
    example: {
      id: '4b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      title: 'Payments fail',
      state: 'investigating',
      startsAt: '2026-01-01T00:00:00.000Z',
      resolvedAt: null,
      monitorIds: [],
      messages: [{ state: 'investigating', body: 'We are looking into it.', postedAt: '2026-01-01T00:00:00.000Z' }],
      ...times,
    },
  });
export type StatusUpdateResponse = z.infer<typeof statusUpdate>;

export const statusUpdatePage = pageOf(statusUpdate).meta({
  id: 'StatusUpdatePage',
  example: { items: [z.globalRegistry.get(statusUpdate)?.example], total: 1, page: 1, pageSize: 50 },
});
export const pageIdParameters = z.object({
  pageId: z.uuid().meta({ example: '3b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c' }),
});
export type PageIdParameters = z.output<typeof pageIdParameters>;
export const updateIdParameters = pageIdParameters.extend({
  id: z.uuid().meta({ example: '4b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c' }),
});
export type UpdateIdParameters = z.output<typeof updateIdParameters>;
