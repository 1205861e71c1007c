/** What the lane tells the Electron shell that it runs in: the one message between them. */
export interface LaneReady {
  readonly type: 'lane-ready';
  /** Start links: each opens its page once. */
  readonly shopperUrl: string;
  readonly deskUrl: string | null;
}

export function isLaneReady(message: unknown): message is LaneReady {
  if (typeof message !== 'object' || message === null) return false;
  const { type, shopperUrl, deskUrl } = message as Partial<Record<keyof LaneReady, unknown>>;
  return type === 'lane-ready' && typeof shopperUrl === 'string' && (typeof deskUrl === 'string' || deskUrl === null);
}
