import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { DiscoveryService } from '@nestjs/core';
import { MetadataScanner, Reflector } from '@nestjs/core';
import { z } from 'zod';
import { type DescribedRoute, OPERATION, type OperationDescription } from '../http/operation.js';

/** Nest's numbers for where an argument of a handler comes from. */
const argumentSources: Readonly<Record<string, 'body' | 'query' | 'path'>> = { 3: 'body', 4: 'query', 5: 'path' };

type Handler = (...args: unknown[]) => unknown;

/** The routes that carry an {@link Operation}, read from the same metadata by which Nest builds its router. */
export function readRoutes(discovery: DiscoveryService): DescribedRoute[] {
  const scanner = new MetadataScanner();
  const reflector = new Reflector();
  return discovery.getControllers().flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as Record<string, Handler>;
    return scanner.getAllMethodNames(prototype).flatMap((name): DescribedRoute[] => {
      const handler = prototype[name];
      const operation = handler && reflector.get<OperationDescription | undefined>(OPERATION, handler);
      if (!handler || !operation) return [];
      const parts = [metatype, handler].map((part) => Reflect.getMetadata(PATH_METADATA, part) as string);
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      return [{ method: method.toLowerCase(), path: joinPath(parts), operation, schemas: schemasOf(metatype, name) }];
    });
  });
}

function joinPath(parts: readonly string[]): string {
  const segments = parts.flatMap((part) => part.split('/')).filter((segment) => segment !== '');
  return `/${segments.map((segment) => segment.replace(/^:(.+)$/, '{$1}')).join('/')}`;
}

function schemasOf(controller: object, handlerName: string): DescribedRoute['schemas'] {
  const routeArguments = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handlerName) ?? {}) as Record<
    string,
    { schema?: unknown }
  >;
  const schemas: Record<string, z.ZodType> = {};
  for (const [key, { schema }] of Object.entries(routeArguments)) {
    const source = argumentSources[key.split(':', 1)[0] ?? ''];
    if (source && schema instanceof z.ZodType) schemas[source] = schema;
  }
  return schemas as DescribedRoute['schemas'];
}
