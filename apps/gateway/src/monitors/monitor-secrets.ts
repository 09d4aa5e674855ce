import { Injectable } from '@nestjs/common';
import { NO_SECRETS, type ProbeSecrets, probeSecrets } from '@wakeful/contracts';
import { SecretBox } from '@wakeful/platform';

const EMPTY = JSON.stringify(NO_SECRETS);

/** Seals and opens the part of a monitor that may hold secrets. */
@Injectable()
export class MonitorSecrets {
  constructor(private readonly box: SecretBox) {}

  /** null when there is nothing to hide. */
  seal(secrets: ProbeSecrets): string | null {
    // The schema's order of properties, so that nothing is always written the same way.
    const text = JSON.stringify(probeSecrets.parse(secrets));
    return text === EMPTY ? null : this.box.seal(text);
  }

  /** @throws SealedSecretError */
  open(sealed: string | null): ProbeSecrets {
    return sealed === null ? NO_SECRETS : probeSecrets.parse(JSON.parse(this.box.open(sealed)));
  }
}
