import type { WorldFeature } from '../arm/worldFile.ts';

/** The features that every subscription can register, besides those that a world names. */
const knownFeatures = [
  'ApplicationLoadBalancerPreview',
  'IdentityBindingPreview',
  'IMDSRestrictionPreview',
  'ManagedGatewayAPIPreview',
].map((name) => `Microsoft.ContainerService/${name}`);

/** The state of a feature in a subscription. */
export type FeatureState = NonNullable<WorldFeature['state']>;

/** A feature of a provider (`Microsoft.ContainerService/IdentityBindingPreview`) with its state in a subscription. */
export interface Feature {
  readonly name: string;
  readonly state: FeatureState;
}

/** Which preview features are registered in which subscription. */
export class Features {
  readonly #byKey = new Map<string, WorldFeature>();
  /** By name in lower case. */
  readonly #names = new Map<string, string>();

  constructor(features: readonly WorldFeature[]) {
    for (const name of knownFeatures) this.#names.set(name.toLowerCase(), name);
    for (const feature of features) this.#put(feature);
  }

  /** Returns the feature of that name, ignoring case; `undefined` if no provider has it. */
  find(subscriptionId: string, name: string, now: number): Feature | undefined {
    const featureName = this.#names.get(name.toLowerCase());
    if (featureName === undefined) return undefined;
    return { name: featureName, state: featureStateAt(this.#byKey.get(featureKey(subscriptionId, featureName)), now) };
  }

  /** Returns all features with their state in the subscription. */
  in(subscriptionId: string, now: number): readonly Feature[] {
    return [...this.#names.values()].map((name) => ({
      name,
      state: featureStateAt(this.#byKey.get(featureKey(subscriptionId, name)), now),
    }));
  }

  /** Starts to register or unregister a feature, which ends at the given time. */
  start(subscriptionId: string, name: string, state: 'Registering' | 'Unregistering', until: string): void {
    this.#put({ subscriptionId, name, state, until });
  }

  /** Returns what a world file has to contain for the same state. */
  given(): readonly WorldFeature[] {
    return [...this.#byKey.values()];
  }

  #put(feature: WorldFeature): void {
    const lower = feature.name.toLowerCase();
    const name = this.#names.get(lower) ?? feature.name;
    this.#names.set(lower, name);
    this.#byKey.set(featureKey(feature.subscriptionId, name), { ...feature, name });
  }
}

function featureKey(subscriptionId: string, name: string): string {
  return `${subscriptionId}/${name}`.toLowerCase();
}

function featureStateAt(feature: WorldFeature | undefined, now: number): FeatureState {
  if (feature === undefined) return 'NotRegistered';
  const { state = 'Registered', until } = feature;
  if (until === undefined || Date.parse(until) > now) return state;
  if (state === 'Registering') return 'Registered';
  return state === 'Unregistering' ? 'Unregistered' : state;
}
