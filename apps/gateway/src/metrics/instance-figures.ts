import type { FigureSource } from '@wakeful/platform';
import { Gauge } from 'prom-client';
import type { ServiceRegistry } from '../system/service-registry.js';

const instances = new Gauge({
  name: 'wakeful_service_instances',
  help: 'Service instances: alive, or missing (silent without a clean shutdown in the last ten minutes).',
  labelNames: ['service', 'location', 'state'],
});

/** Which services are alive. */
export function instanceFigures(registry: Pick<ServiceRegistry, 'instances'>): FigureSource {
  const read = (): Promise<void> => {
    instances.reset();
    for (const { service, location, state } of registry.instances()) {
      instances.inc({ service, location: location ?? '', state });
      // A service whose last instance is missing has 0 that are alive, rather than no figure.
      instances.inc({ service, location: location ?? '', state: state === 'alive' ? 'missing' : 'alive' }, 0);
    }
    return Promise.resolve();
  };
  return { name: 'instances', read, forget: () => instances.reset() };
}
