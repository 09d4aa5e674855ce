import type { CircuitBreaker, JsonFieldName, MonitorConfig, ProbeSpec } from '@wakeful/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bool, json, number, orNull, type SqlType, text, textOf, texts, uuid } from './sql/column-types.js';

/** The part of a monitor's configuration that SQL does not ask; what an older release wrote lacks the newer fields. */
export type ProbeConfig = Partial<Pick<MonitorConfig, JsonFieldName> & Pick<ProbeSpec, 'tls'>> & {
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

  @Column('integer')
  intervalSeconds!: number;

  @Column('integer')
  timeoutMs!: number;

  @Column('text')
  method!: MonitorConfig['method'];

  @Column('text', { array: true })
  locations!: string[];

  @Column('text', { array: true })
  tags!: string[];

  @Column('uuid', { nullable: true })
  parentId!: string | null;

  @Column({ type: 'jsonb' })
  probe!: ProbeConfig;

  @Column('text', { nullable: true })
  sealedSecrets!: string | null;

  @Column('smallint')
  confirmations!: number;

  @Column('integer')
  confirmationIntervalSeconds!: number;

  @Column('smallint')
  recoveryConfirmations!: number;

  @Column({ type: 'jsonb', nullable: true })
  circuitBreaker!: CircuitBreaker | null;

  @Column('boolean')
  debugOnDown!: boolean;

  @Column('integer')
  version!: number;

  @Column({ type: 'timestamptz', insert: false, update: false })
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}

/** The columns that hold configuration, as statements read them. */
export const monitorConfigColumns = {
  name: text,
  url: text,
  description: text,
  enabled: bool,
  intervalSeconds: number,
  timeoutMs: number,
  method: textOf<MonitorConfig['method']>(),
  locations: texts,
  tags: texts,
  parentId: orNull(uuid),
  probe: json<ProbeConfig>(),
  sealedSecrets: orNull(text),
  confirmations: number,
  confirmationIntervalSeconds: number,
  recoveryConfirmations: number,
  circuitBreaker: orNull(json<CircuitBreaker>()),
  debugOnDown: bool,
} as const satisfies Record<
  Exclude<keyof MonitorEntity, 'id' | 'key' | 'version' | 'createdAt' | 'updatedAt'>,
  SqlType<unknown>
>;
