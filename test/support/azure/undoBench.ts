import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createBench, type Bench } from './azureBench.ts';
import { smallWorld, uami } from './smallWorld.ts';

/** The small world with more roles, in which `uami` has an issuer. */
export function undoBench(roles: NonNullable<WorldFile['roleAssignments']> = []): Bench {
  const world = smallWorld();
  const oidcIssuerProfile = { enabled: true, issuerURL: 'https://issuer.test/uami/' };
  const resources = world.resources.map((each) =>
    each.id === uami.id ? { ...each, properties: { ...(each['properties'] as object), oidcIssuerProfile } } : each,
  );
  return createBench({ ...world, resources, roleAssignments: [...(world.roleAssignments ?? []), ...roles] });
}
