import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { FailureNotice } from './failure-notice.js';

/** The code of a part could not be had: the network is gone, or the server has another version by now. */
class PartMissing extends Error {
  override readonly name = 'PartMissing';

  constructor(cause: unknown) {
    super('This part of the dashboard could not be loaded. It may have been updated since you opened it.', { cause });
  }
}

export interface OnDemand<Props> {
  (props: Props): ReactNode;
  /** Has its code come before it is needed. That it fails is told when it is. */
  preload(): void;
}

/**
 * A component whose code comes when it is first drawn, or before; `waiting` stands there meanwhile. Not React's `lazy`,
 * which shows what stands there for 300 ms at least, however soon the code has come, and has no answer when it does not.
 */
export function onDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode,
): OnDemand<Props> {
  let loaded: ComponentType<Props> | undefined;
  const loadOnce = async (): Promise<ComponentType<Props>> => (loaded ??= await load());

  function Part(props: Props) {
    const [Component, setComponent] = useState(() => loaded);
    const [error, setError] = useState<PartMissing>();
    useEffect(() => {
      if (Component) return;
      loadOnce().then(
        (found) => setComponent(() => found),
        (cause: unknown) => setError(new PartMissing(cause)),
      );
    }, [Component]);
    if (Component) return <Component {...props} />;
    return error ? <FailureNotice error={error} onRetry={() => window.location.reload()} /> : waiting;
  }

  return Object.assign(Part, { preload: () => void loadOnce().catch(() => undefined) });
}
