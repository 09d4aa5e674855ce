/** Zod would try to compile its schemas, which the page's policy forbids and the browser complains of. */
export async function withoutCompiling<Module>(load: () => Promise<Module>): Promise<Module> {
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
  return load();
}
