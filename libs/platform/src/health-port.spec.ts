import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { freePort } from '@wakeful/launching';
import { Readiness } from './health.js';
import { serveHealthApart } from './health-port.js';
import { createLogger } from './logging.js';
import { PlatformModule } from './platform.module.js';

@Controller('api')
class Api {
  @Get()
  answer(): string {
    return 'api';
  }
}

@Module({ controllers: [Api], imports: [PlatformModule.forRoot(createLogger('test', 'fatal'))] })
class Service {}

let app: NestFastifyApplication;
afterEach(() => app.close());

async function startService(): Promise<{ own: string; health: string }> {
  app = await NestFactory.create<NestFastifyApplication>(Service, new FastifyAdapter(), { logger: false });
  const healthPort = await freePort();
  const server = serveHealthApart(app, healthPort, '127.0.0.1');
  await app.listen(0, '127.0.0.1');
  await server.listen();
  return { own: await app.getUrl(), health: `http://127.0.0.1:${healthPort}` };
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

describe('a health port', () => {
  it('serves health and metrics, which the service’s own port no longer serves', async () => {
    const { own, health } = await startService();
    for (const path of ['/health/live', '/health/ready', '/metrics', '/metrics?x=1']) {
      expect([path, await statusOf(health + path), await statusOf(own + path)]).toEqual([path, 200, 404]);
    }
  });

  it('serves nothing else', async () => {
    const { own, health } = await startService();
    for (const path of ['/api', '/', '/metrics/../api'])
      expect([path, await statusOf(health + path)]).toEqual([path, 404]);
    expect(await statusOf(`${own}/api`)).toBe(200);
  });

  it('lets a path that only looks different past on neither port', async () => {
    const { own } = await startService();
    for (const path of ['//metrics', '/metrics/', '/%6detrics', '/METRICS', '/health//live', '/./metrics']) {
      expect([path, await statusOf(own + path)]).toEqual([path, 404]);
    }
  });
});

describe('Readiness', () => {
  it('asks at most once a second, and tells no one what went wrong inside', async () => {
    const readiness = new Readiness();
    let asked = 0;
    const check = (): Promise<void> => {
      asked += 1;
      return Promise.reject(new Error('password authentication failed for user "wakeful"'));
    };
    readiness.register({ name: 'postgres', sentence: 'cannot be reached', check });
    const answers = await Promise.all(Array.from({ length: 100 }, () => readiness.problems()));
    expect(answers.every((answer) => answer['postgres'] === 'cannot be reached')).toBe(true);
    expect(asked).toBe(1);
  });
});
