/** Access policies of key vaults, as a vault's JSON has them. */
import { listAt, textAt, type JsonObject } from '../arm/json.ts';
import { sameText } from '../arm/resourceId.ts';

/** Returns true if an access policy for the principal alone has the permission, such as `secrets get`. */
export function holdsPolicy(policies: readonly JsonObject[], objectId: string, permission: string): boolean {
  const [kind = '', verb = ''] = permission.toLowerCase().split(' ');
  return policies.some(
    (policy) =>
      sameText(textAt(policy, 'objectId'), objectId) &&
      textAt(policy, 'applicationId') === undefined &&
      listAt(policy, `permissions.${kind}`).some(
        (one) => typeof one === 'string' && ['all', verb].includes(one.toLowerCase()),
      ),
  );
}
