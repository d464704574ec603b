import type { WorldFile } from '../arm/worldFile.ts';
import { demoDevTest } from './demoDevTest.ts';
import { demoPlatform } from './demoPlatform.ts';
import { demoProduction } from './demoProduction.ts';
import { demoShop } from './demoShop.ts';
import { bindingFeature, demoWorkloads } from './demoWorkloads.ts';
import {
  buildServicePrincipal,
  devTest,
  legacyServicePrincipal,
  platform,
  production,
  workloads,
} from './demoSubscriptions.ts';
import { combine, tenantId } from './parts/resources.ts';

/**
 * Makes the company Contoso: four subscriptions, clusters with every kind of identity, and some things wrong. Any caller
 * owns everything.
 */
export function demo(): WorldFile {
  return {
    tenantId,
    subscriptions: [production, platform, devTest, workloads],
    ...combine([demoShop(), demoProduction(), demoPlatform(), demoDevTest(), demoWorkloads()]),
    features: [bindingFeature],
    servicePrincipals: [legacyServicePrincipal, buildServicePrincipal],
  };
}
