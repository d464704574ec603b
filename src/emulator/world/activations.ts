import { idKey } from '../arm/path.ts';
import type { RoleAssignment } from './roleAssignmentStore.ts';

/** What can become of a request; the last four are ends. */
export type RequestStatus = 'Provisioned' | 'PendingApproval' | 'Revoked' | 'Denied' | 'Canceled' | 'Expired';

/** A request to activate a role, or to end that, as the emulator keeps it. */
export interface ScheduleRequest {
  readonly name: string;
  readonly scope: string;
  readonly principalId: string;
  /** The GUID of the role. */
  readonly role: string;
  readonly requestType: 'SelfActivate' | 'SelfDeactivate';
  readonly status: RequestStatus;
  readonly createdOn: string;
  /** When the role becomes active, and when that ends, in milliseconds of the clock. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly duration: string;
  /** The name of the schedule, and of the role assignment that it makes. */
  readonly schedule: string;
  readonly linkedEligibility?: string;
  readonly justification?: string;
  readonly ticketNumber?: string;
  readonly ticketSystem?: string;
  readonly condition?: string;
  readonly conditionVersion?: string;
}

/** The requests of Privileged Identity Management, by scope and name. */
export class Activations {
  readonly #requests = new Map<string, ScheduleRequest>();

  get(scope: string, name: string): ScheduleRequest | undefined {
    return this.#requests.get(keyOf({ scope, name }));
  }

  /** Returns the request of that name, wherever it was made; names are GUIDs. */
  named(name: string): ScheduleRequest | undefined {
    return this.all().find((request) => idKey(request.name) === idKey(name));
  }

  put(request: ScheduleRequest): void {
    this.#requests.set(keyOf(request), request);
  }

  all(): readonly ScheduleRequest[] {
    return [...this.#requests.values()];
  }

  /** Returns the activations of a role for a principal at exactly a scope that wait or have effect. */
  open(scope: string, principalId: string, role: string): ScheduleRequest | undefined {
    return this.all().find(
      (request) =>
        isOpen(request) &&
        idKey(request.scope) === idKey(scope) &&
        idKey(request.principalId) === idKey(principalId) &&
        idKey(request.role) === idKey(role),
    );
  }

  /** Returns the activations that should have ended by then. */
  due(now: number): readonly ScheduleRequest[] {
    return this.all().filter((request) => isActive(request) && request.endsAt <= now);
  }
}

/** Says whether the request has given the role, and that has not ended. */
export function isActive({ requestType, status }: ScheduleRequest): boolean {
  return requestType === 'SelfActivate' && status === 'Provisioned';
}

function isOpen(request: ScheduleRequest): boolean {
  return isActive(request) || request.status === 'PendingApproval';
}

/** Returns the role assignment that an activation makes. */
export function assignmentOfActivation(request: ScheduleRequest, effectiveFrom: number): RoleAssignment {
  const { scope, principalId, role, condition, conditionVersion, createdOn } = request;
  return {
    name: request.schedule,
    scope,
    principalId,
    principalType: 'User',
    role,
    ...(condition === undefined ? {} : { condition }),
    ...(conditionVersion === undefined ? {} : { conditionVersion }),
    createdOn,
    updatedOn: createdOn,
    createdBy: '',
    updatedBy: '',
    effectiveFrom,
  };
}

function keyOf({ scope, name }: Pick<ScheduleRequest, 'scope' | 'name'>): string {
  return `${idKey(scope)}|${idKey(name)}`;
}
