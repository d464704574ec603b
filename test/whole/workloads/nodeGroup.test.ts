import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';

describe.each([false, true])(
  'an identity in a node resource group, with credentials in Resource Graph: %s',
  (inGraph) => {
    it('is a workload of the cluster that uses it, and shared with it (W-01, W-08)', async () => {
      const bench = createBench({ ...demoWorld(), graphHasCredentials: inGraph });
      const { id } = (await bench.service.clusters()).items.find(({ name }) => name === 'store-weu')!;
      const { raw } = (await bench.service.cluster(id)).cluster;
      const { oidcIssuerProfile, identityProfile } = raw['properties'] as {
        oidcIssuerProfile: { issuerURL: string };
        identityProfile: { kubeletidentity: { resourceId: string } };
      };
      const { resourceId } = identityProfile.kubeletidentity;
      expect(resourceId).toMatch(/\/resourceGroups\/MC_/i);
      const before = (await bench.service.reportRow(id)).workloads!;
      const { status } = await bench.arm(
        'PUT',
        `${resourceId}/federatedIdentityCredentials/nodes?api-version=2024-11-30`,
        {
          properties: {
            issuer: oidcIssuerProfile.issuerURL,
            subject: 'system:serviceaccount:node:agent',
            audiences: ['api://AzureADTokenExchange'],
          },
        },
      );
      expect(status).toBe(201);
      const workloads = await bench.api.workloads(id);
      expect(workloads.filter(({ namespace }) => namespace === 'node')).toMatchObject([{ state: 'works' }]);
      const { findings, workloads: counts } = await bench.service.reportRow(id);
      expect(findings.map(({ code }) => code)).toContain('workloadSharesClusterIdentity:kubelet');
      expect(counts!.credentials).toBe(before.credentials! + 1);
      expect((await bench.service.survey({})).rows.find(({ cluster }) => cluster.id === id)!.workloads).toEqual(counts);
    });
  },
);
