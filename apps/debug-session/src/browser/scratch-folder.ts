import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LOGGER, type Logger } from '@wakeful/platform';
import { Scratch } from './scratch.js';

/** Clears away what a killed service left behind before the first session, and its own folder after the last. */
@Injectable()
export class ScratchFolder implements OnModuleInit, OnApplicationShutdown {
  readonly #temp = process.env['TMPDIR'];

  constructor(
    @Inject(Scratch) private readonly scratch: Scratch,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const ended = this.scratch.prepare();
    if (ended > 0)
      this.logger.warn({ browsers: ended }, 'browsers of a killed service were still running and are ended');
    // Playwright makes a profile for each browser in the temporary folder.
    process.env['TMPDIR'] = this.scratch.path;
  }

  onApplicationShutdown(): void {
    if (this.#temp === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = this.#temp;
    this.scratch.remove();
  }
}
