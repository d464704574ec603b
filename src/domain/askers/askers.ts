/** Who in a cluster asks for tokens, and how. */
import { askersOfProvider } from './appConfiguration.ts';
import { askersOfIssuer } from './certManager.ts';
import { askersOfProviderConfig } from './crossplane.ts';
import { askersOfRegistryToken, askersOfStore } from './externalSecrets.ts';
import { askersOfKustomization, askersOfSource } from './flux.ts';
import { askersOfTrigger } from './keda.ts';
import type { Asker, ClusterObjects, OperatorObject } from './model.ts';
import { askersOfPods } from './podAskers.ts';
import { askersOfPrometheus } from './prometheus.ts';
import { askersOfClass } from './secretProviderClasses.ts';
import { askersOfLocation } from './velero.ts';
import { askersOfVolume } from './volumes.ts';

type AskersOf = (object: OperatorObject, objects: ClusterObjects) => readonly Asker[];

const byKind: Readonly<Record<string, AskersOf>> = {
  PersistentVolume: askersOfVolume,
  StorageClass: askersOfVolume,
  SecretProviderClass: askersOfClass,
  SecretStore: askersOfStore,
  ClusterSecretStore: askersOfStore,
  ACRAccessToken: askersOfRegistryToken,
  TriggerAuthentication: askersOfTrigger,
  ClusterTriggerAuthentication: askersOfTrigger,
  Issuer: askersOfIssuer,
  ClusterIssuer: askersOfIssuer,
  GitRepository: askersOfSource,
  OCIRepository: askersOfSource,
  HelmRepository: askersOfSource,
  Bucket: askersOfSource,
  ImageRepository: askersOfSource,
  Kustomization: askersOfKustomization,
  AzureAppConfigurationProvider: askersOfProvider,
  ProviderConfig: askersOfProviderConfig,
  ClusterProviderConfig: askersOfProviderConfig,
  BackupStorageLocation: askersOfLocation,
  Prometheus: askersOfPrometheus,
};

/** Returns everything that asks: workloads first, then the objects of operators, drivers and volumes. */
export function askersIn(objects: ClusterObjects): readonly Asker[] {
  const ofObjects = objects.objects.flatMap((object) => byKind[object.kind]?.(object, objects) ?? []);
  return [...askersOfPods(objects, ofObjects), ...ofObjects];
}
