/** The port on which the gateway is to listen belongs to another program. */
export class PortTakenError extends Error {
  readonly code = 'PORT_TAKEN';

  constructor(readonly port: number) {
    const other = port < 65_535 ? port + 1 : port - 1;
    super(`Port ${port} is taken by another program. Choose another one: PORT=${other} npm start`);
    this.name = 'PortTakenError';
  }
}

/** Another runner works on the same data. */
export class AlreadyRunningError extends Error {
  readonly code = 'ALREADY_RUNNING';

  constructor(
    dataDir: string,
    readonly pid: number,
  ) {
    super(
      `Wakeful is already running on ${dataDir} (process ${pid}). Stop it first, or give this one a folder of its own: ` +
        'WAKEFUL_DATA_DIR=<folder> PORT=<port> npm start',
    );
    this.name = 'AlreadyRunningError';
  }
}

/** A part of the system did not come up. */
export class SystemStartError extends Error {
  readonly code = 'SYSTEM_START_FAILED';

  constructor(component: string, what: string, logFile: string, options: ErrorOptions & { lastLines: string }) {
    super(
      `${component} ${what}. Its whole log is in ${logFile}. Its last lines:\n${options.lastLines || '(none)'}`,
      options,
    );
    this.name = 'SystemStartError';
  }
}

/** A process of a runner that was killed is still alive after SIGKILL. */
export class LeftoverError extends Error {
  readonly code = 'LEFTOVER_ALIVE';

  constructor(name: string, pid: number) {
    super(
      `${name} (process ${pid}) of an earlier run cannot be ended. End it, or restart the machine, and start again.`,
    );
    this.name = 'LeftoverError';
  }
}
