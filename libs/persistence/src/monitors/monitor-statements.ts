import { uuid, uuids } from '../sql/column-types.js';
import { statement } from '../sql/statement.js';

export const existingMonitors = statement(
  { id: uuid },
  { ids: uuids },
  'SELECT id FROM monitors WHERE id = ANY ($ids)',
);
