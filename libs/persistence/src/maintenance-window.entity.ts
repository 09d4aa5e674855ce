import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `maintenance_windows`. One that was deleted stays, for the accounts of the past. */
@Entity('maintenance_windows')
export class MaintenanceWindowEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  @Column('boolean', { name: 'all_monitors' })
  allMonitors!: boolean;

  @Column('uuid', { name: 'monitor_ids', array: true })
  monitorIds!: string[];

  @Column('text', { array: true })
  tags!: string[];

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt!: Date;

  @Column('text', { nullable: true })
  rrule!: string | null;

  @Column('text', { name: 'time_zone', nullable: true })
  timeZone!: string | null;

  @Column('integer')
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}
