/** Zod would try to compile schemas with eval, which the content security policy forbids and the browser reports. */
export async function withoutCompiling<Module>(load: () => Promise<Module>): Promise<Module> {
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
  return load();
}
