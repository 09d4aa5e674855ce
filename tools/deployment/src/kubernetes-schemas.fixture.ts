import { join } from 'node:path';
import ts from 'typescript';
import type { Manifest } from './kubernetes.fixture.js';
import { repoRoot } from './services.fixture.js';

interface Model {
  validate(): void;
}
type ModelClass = new (manifest: Manifest) => Model;

/** The package with the schemas of an API group. */
function moduleOf({ apiVersion }: Manifest): string {
  if (apiVersion.startsWith('keda.sh/')) return `@kubernetes-models/keda/${apiVersion}`;
  if (apiVersion.startsWith('monitoring.coreos.com/')) return `@kubernetes-models/prometheus-operator/${apiVersion}`;
  return `kubernetes-models/${apiVersion}`;
}

/** What the schema of its kind says against a document: wrong types, missing fields, wrong values. */
export async function schemaProblems(manifest: Manifest): Promise<string[]> {
  const models = (await import(moduleOf(manifest))) as Record<string, ModelClass>;
  const ModelOfKind = models[manifest.kind];
  if (!ModelOfKind) return [`${manifest.apiVersion} has no ${manifest.kind}`];
  try {
    new ModelOfKind(manifest).validate();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Kubernetes drops fields that it does not know, and the schemas allow them. The types made from them do not. */
export function unknownFields(manifests: readonly Manifest[]): string[] {
  const source = manifests
    .map(
      (manifest, index) =>
        `import type { I${manifest.kind} as T${index} } from ${JSON.stringify(moduleOf(manifest))};\n` +
        `export const d${index}: T${index} = ${JSON.stringify(manifest)};\n`,
    )
    .join('');
  const file = join(repoRoot, 'tools/deployment/src/rendered.ts');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : read(name, ...rest);
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => name === file || exists(name);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map((one) => ts.flattenDiagnosticMessageText(one.messageText, ' ').slice(0, 400));
}
