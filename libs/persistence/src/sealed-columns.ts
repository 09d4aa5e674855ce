/** A column that holds sealed texts or NULL, and the column that identifies its rows. */
export interface SealedColumn {
  table: string;
  key: string;
  column: string;
}

/** Every column that holds secrets. What is missing here is lost when an old key is taken out of SECRET_KEY. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'monitors', key: 'id', column: 'sealed_secrets' },
  { table: 'notification_channels', key: 'id', column: 'sealed_settings' },
  { table: 'totp_factors', key: 'user_id', column: 'sealed_secret' },
];
