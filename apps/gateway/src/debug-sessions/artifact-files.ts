import type { ArtifactName } from '@wakeful/contracts';

interface FileKind {
  type: string;
  extension: string;
  disposition: 'inline' | 'attachment';
}

/** How each artifact is served; none as active content. */
export const artifactFiles: Readonly<Record<ArtifactName, FileKind>> = {
  screenshot: { type: 'image/png', extension: 'png', disposition: 'inline' },
  har: { type: 'application/json', extension: 'har', disposition: 'attachment' },
  trace: { type: 'application/zip', extension: 'zip', disposition: 'attachment' },
};

/**
 * A page's content came from strangers: nothing in it may run, or be taken for something else. It may hold what only
 * people who are logged in may see, so no browser and no proxy keeps it.
 */
export function artifactHeaders(sessionId: string, name: ArtifactName): Record<string, string> {
  const { type, extension, disposition } = artifactFiles[name];
  return {
    'content-type': type,
    'content-disposition': `${disposition}; filename="${name}-${sessionId}.${extension}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}
