import type { CircuitBreaker, MonitorConfig, ProbeSpec } from '@wakeful/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The part of a monitor's configuration that only the probe reads; what an older release wrote lacks the newer fields. */
export type ProbeConfig = Omit<ProbeSpec, 'url' | 'method' | 'timeoutMs' | 'sealedSecrets' | 'tls' | 'resolvers'> &
  Partial<Pick<ProbeSpec, 'tls' | 'resolvers'>> & {
    /**
     * `tls.verify` once more, where the release before has words for all of what the monitor asks. Its services read it,
     * and send nothing where it is missing; it goes when they do.
     */
    tlsVerify?: boolean;
  };

/** One row of `monitors`. Headers, body and credentials are inside `sealedSecrets`. */
@Entity('monitors')
export class MonitorEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'integer', insert: false, update: false })
  key!: number;

  @Column('text')
  name!: string;

  @Column('text')
  url!: string;

  @Column('text')
  description!: string;

  @Column('boolean')
  enabled!: boolean;

  @Column('integer', { name: 'interval_seconds' })
  intervalSeconds!: number;

  @Column('integer', { name: 'timeout_ms' })
  timeoutMs!: number;

  @Column('text')
  method!: MonitorConfig['method'];

  @Column('text', { array: true })
  locations!: string[];

  @Column('text', { array: true })
  tags!: string[];

  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  @Column({ type: 'jsonb' })
  probe!: ProbeConfig;

  @Column('text', { name: 'sealed_secrets', nullable: true })
  sealedSecrets!: string | null;

  @Column('smallint')
  confirmations!: number;

  @Column('integer', { name: 'confirmation_interval_seconds' })
  confirmationIntervalSeconds!: number;

  @Column('smallint', { name: 'recovery_confirmations' })
  recoveryConfirmations!: number;

  @Column({ type: 'jsonb', name: 'circuit_breaker', nullable: true })
  circuitBreaker!: CircuitBreaker | null;

  @Column('boolean', { name: 'debug_on_down' })
  debugOnDown!: boolean;

  @Column('integer')
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
