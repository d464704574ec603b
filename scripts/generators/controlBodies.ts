/** The lines of surface.md about the emulator's control routes: what each takes and gives; a test compares them with the emulator. */
const bodies: Readonly<Record<string, readonly string[]>> = {
  'GET /_emulator/requests gives': [
    'requests[].method: string',
    'requests[].path: string',
    'requests[].query',
    'requests[].status: number',
    'requests[].body',
    'requests[].headers',
    'requests[].limit: string',
  ],
  'GET /_emulator/clock gives': ['now: string'],
  'POST /_emulator/clock takes': ['advanceSeconds: number'],
  'POST /_emulator/clock gives': ['now: string'],
  'POST /_emulator/faults takes': [
    'match.method: string',
    'match.pathContains: string',
    'status: number',
    'code: string',
    'message: string',
    'retryAfter: number',
    'times: number',
    'drop: string',
    'operationError.code: string',
    'operationError.message: string',
  ],
  'POST /_emulator/authorize takes': [
    'cluster: string',
    'principalId: string',
    'groups[]: string',
    'namespace: string',
    'verb: string',
    'group: string',
    'resource: string',
    'subresource: string',
  ],
  'POST /_emulator/authorize gives': [
    'decision: string',
    'action: string',
    'scope: string',
    'roleName: string',
    'assignedAt: string',
  ],
  'POST /_emulator/approvals takes': ['name: string', 'approve: boolean'],
  'POST /_emulator/reset gives': ['now: string'],
  'PUT /_emulator/snapshots/NAME gives': ['name: string', 'now: string'],
  'POST /_emulator/snapshots/NAME/restore gives': ['name: string', 'now: string'],
  'GET /_emulator/snapshots gives': ['snapshots[].name: string', 'snapshots[].now: string'],
};

/** A line for each member. */
export const controlBodies: readonly string[] = Object.entries(bodies).flatMap(([way, members]) =>
  members.map((member) => `${way} ${member}`),
);
