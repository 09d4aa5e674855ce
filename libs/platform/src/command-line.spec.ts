import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { configText, describeVariables, helpText, parseCommandLine } from './command-line.js';
import { about, aboutSecret, databaseAddressVariables, integerVariable, secretVariables } from './config.js';

const variables = z.object({
  ...databaseAddressVariables,
  ...secretVariables,
  CHECKER_CONCURRENCY: integerVariable(1, 10_000, 200, 'Probes at the same time'),
  CANARY_URLS: z
    .string()
    .default('none')
    .transform((list) => list.split(','))
    .meta(about('Pages that always answer')),
  HEARTBEAT_URL: z.string().optional().meta(aboutSecret('Where the heartbeat goes')),
});

describe('the command line of a program', () => {
  it.each([
    [['--checker-concurrency', '400'], { CHECKER_CONCURRENCY: '400' }],
    [['--checker-concurrency=400', '--canary-urls=a=b'], { CHECKER_CONCURRENCY: '400', CANARY_URLS: 'a=b' }],
    [['--canary-urls='], { CANARY_URLS: '' }],
    [[], {}],
  ])('%j sets %j', (args, flags) => {
    expect(parseCommandLine(variables, args)).toEqual({ wants: 'start', flags });
  });

  it.each([
    [['--help'], 'help'],
    [['--print-config'], 'print-config'],
    [['--print-config', '--help'], 'help'],
    [['--checker-concurrency', '1', '--print-config'], 'print-config'],
  ])('%j asks for %s', (args, wants) => {
    expect(parseCommandLine(variables, args).wants).toBe(wants);
  });

  it.each([
    [
      ['--checker-concurency', '4'],
      'There is no option --checker-concurency. Did you mean --checker-concurrency? --help',
    ],
    [['400'], '"400" is not an option. --help lists all.'],
    [['--canary-urls', '--print-config'], '--canary-urls needs a value, as in --canary-urls=…'],
    [['--database-url', 'postgres://u:p@db/w'], '--database-url would show the password in it'],
    [['--checker-concurrency'], '--checker-concurrency needs a value, as in --checker-concurrency=…'],
    [
      ['--secret-key', 'x'],
      '--secret-key would show the secret to every user of this machine. Set SECRET_KEY or SECRET_KEY_FILE.',
    ],
  ])('%j is refused with a sentence', (args, message) => {
    expect(() => parseCommandLine(variables, args)).toThrow(message);
  });

  it('is described from the definition of the variables', () => {
    const described = new Map(describeVariables(variables).map((variable) => [variable.name, variable]));
    expect(described.get('CHECKER_CONCURRENCY')).toEqual({
      name: 'CHECKER_CONCURRENCY',
      flag: '--checker-concurrency',
      text: 'Probes at the same time, 1 to 10000',
      fallback: '200',
      isRequired: false,
      isSecret: false,
    });
    expect(described.get('CANARY_URLS')).toMatchObject({ fallback: 'none', isRequired: false });
    expect(described.get('DATABASE_URL')).toMatchObject({ fallback: null, isRequired: true });
    expect(helpText('checker', variables)).toContain(
      '  --checker-concurrency, CHECKER_CONCURRENCY (default 200)\n      Probes at the same time, 1 to 10000\n',
    );
    expect(helpText('checker', variables)).toContain('  SECRET_KEY (required)\n');
  });

  it('prints the configuration in force and where each value is from, without its secrets', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wakeful-config-'));
    try {
      writeFileSync(join(folder, 'key'), 'very secret\n');
      const environment = {
        DATABASE_URL: 'postgres://wakeful:pass@db/wakeful',
        SECRET_KEY_FILE: join(folder, 'key'),
        CHECKER_CONCURRENCY: '100',
      };
      const text = configText(variables, { CHECKER_CONCURRENCY: '400' }, environment);
      expect(text.split('\n')).toEqual(
        expect.arrayContaining([
          'DATABASE_URL=postgres://wakeful:***@db/wakeful  (environment)',
          `SECRET_KEY=***  (file ${join(folder, 'key')})`,
          'CHECKER_CONCURRENCY=400  (option)',
          'CANARY_URLS=none  (default)',
          'HEARTBEAT_URL is not set',
        ]),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['postgres://u:p@ss@db/w', 'postgres://u:***@db/w'],
    ['postgres://db/w?user=u&password=geheim&sslmode=require', 'postgres://db/w?user=u&password=***&sslmode=require'],
    ['postgres://u:p/w?sslmode=require', 'postgres://u:p/w?sslmode=require'],
  ])('shows of the address %s no password', (address, shown) => {
    expect(configText(variables, {}, { DATABASE_URL: address })).toContain(`DATABASE_URL=${shown}  (environment)`);
  });

  it('lets an empty option override a variable that a file gives', () => {
    expect(configText(variables, { CANARY_URLS: '' }, { CANARY_URLS_FILE: '/run/secrets/canaries' })).toContain(
      'CANARY_URLS=none  (default)',
    );
  });
});
