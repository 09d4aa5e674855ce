import type { AlertEvent, ChannelType } from '@wakeful/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * One row of `notification_channels`. The whole settings are inside `sealedSettings`; what may be shown is next to
 * them.
 */
@Entity('notification_channels')
export class NotificationChannelEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  type!: ChannelType;

  @Column('boolean')
  enabled!: boolean;

  @Column({ type: 'jsonb', name: 'shown_settings' })
  shownSettings!: { type: ChannelType };

  @Column('text', { name: 'sealed_settings' })
  sealedSettings!: string;

  @Column('text', { array: true })
  events!: AlertEvent[];

  @Column('boolean', { name: 'all_monitors' })
  allMonitors!: boolean;

  @Column('uuid', { name: 'monitor_ids', array: true })
  monitorIds!: string[];

  @Column('text', { array: true })
  tags!: string[];

  @Column('integer', { name: 'reminder_minutes', nullable: true })
  reminderMinutes!: number | null;

  @Column('integer', { name: 'wait_for_diagnosis_seconds' })
  waitForDiagnosisSeconds!: number;

  @Column('integer', { name: 'storm_threshold' })
  stormThreshold!: number;

  @Column('integer')
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
