import path from 'node:path';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import { Ballast, freeBytes } from '#kiosk/storage/disk/ballast.ts';
import { softwareVersion } from '../software-version.ts';
import { BALLAST_FILE } from '../sync/disk-keeper.ts';
import { floorMetrics } from './floor-metrics.ts';
import { type Metric, metricsText } from './prometheus-text.ts';
import { type Sending, sendingMetrics } from './sending-metrics.ts';

export interface MeasuredMachine {
  readonly role: 'lane' | 'store' | 'hq';
  /** The data directory, whose disk is told of. */
  readonly directory: string;
  /** Size of the reserve on the disk, in bytes; only a lane has one. */
  readonly ballastBytes?: number;
}

export interface MeasuredRole extends MeasuredMachine {
  readonly role: 'lane' | 'store';
  readonly hub: TopicHub;
  readonly sending: () => Promise<readonly Sending[]>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What a role tells of itself to whoever watches over many of them, in Prometheus' text format. */
export async function roleMetrics(measured: MeasuredRole): Promise<string> {
  const { hub, now } = measured;
  return metricsText([
    ...machineMetrics(measured),
    ...sendingMetrics(await measured.sending()),
    ...floorMetrics(hub, now()),
  ]);
}

/** What is told of every machine: its program, its memory, its disk. */
export function machineMetrics({ role, directory, ballastBytes }: MeasuredMachine): readonly Metric[] {
  const free = freeBytes(directory);
  const ballast =
    ballastBytes === undefined ? undefined : new Ballast(path.join(directory, BALLAST_FILE), ballastBytes);
  return [
    {
      name: 'handrail_build_info',
      help: 'Which program this is.',
      type: 'gauge',
      samples: [{ labels: { role, version: softwareVersion }, value: 1 }],
    },
    {
      name: 'handrail_uptime_seconds',
      help: 'How long the process has been running.',
      type: 'gauge',
      samples: [{ value: process.uptime() }],
    },
    {
      name: 'handrail_memory_bytes',
      help: 'Memory of the process that is in RAM.',
      type: 'gauge',
      samples: [{ value: process.memoryUsage.rss() }],
    },
    {
      name: 'handrail_disk_free_bytes',
      help: 'Room on the disk of the data directory.',
      type: 'gauge',
      samples: free === undefined ? [] : [{ value: free }],
    },
    {
      name: 'handrail_disk_ballast',
      help: '1 if the reserve is there that is given up when the disk is full.',
      type: 'gauge',
      samples: ballast === undefined ? [] : [{ value: ballast.isWhole ? 1 : 0 }],
    },
  ];
}
