// Jest's global tear-down of the integration tier.
export default async function stopTestPostgres() {
  await globalThis.wakefulTestPostgres?.stop();
}
