/**
 * The types of what can be set at a cluster (`managedClusters`) and at a pool (`managedClusters_agentPools`), api version 2026-04-01:
 * s text, i integer, n number, b true or false, @X an object of shape X, [x] a list, {x} any names. What only AKS sets is
 * not there. Source: https://github.com/Azure/bicep-types-az
 */
export const shapeTable = `
managedClusters: properties=@Properties sku=@SKU extendedLocation=@ExtendedLocation identity=@Identity kind=s tags={s}
  location=s
Properties: kubernetesVersion=s dnsPrefix=s fqdnSubdomain=s agentPoolProfiles=[@AgentPoolProfile]
  linuxProfile=@LinuxProfile windowsProfile=@WindowsProfile servicePrincipalProfile=@ServicePrincipalProfile
  addonProfiles={@AddonProfile} podIdentityProfile=@PodIdentityProfile oidcIssuerProfile=@OidcIssuerProfile
  nodeResourceGroup=s nodeResourceGroupProfile=@NodeResourceGroupProfile enableRBAC=b supportPlan=s
  networkProfile=@NetworkProfile aadProfile=@AADProfile autoUpgradeProfile=@AutoUpgradeProfile
  upgradeSettings=@ClusterUpgradeSettings autoScalerProfile=@PropertiesAutoScalerProfile
  apiServerAccessProfile=@APIServerAccessProfile diskEncryptionSetID=s identityProfile={@UserAssignedIdentity}
  privateLinkResources=[@PrivateLinkResource] disableLocalAccounts=b httpProxyConfig=@HttpProxyConfig
  securityProfile=@SecurityProfile storageProfile=@StorageProfile ingressProfile=@IngressProfile publicNetworkAccess=s
  workloadAutoScalerProfile=@WorkloadAutoScalerProfile azureMonitorProfile=@AzureMonitorProfile
  serviceMeshProfile=@ServiceMeshProfile metricsProfile=@MetricsProfile
  nodeProvisioningProfile=@NodeProvisioningProfile bootstrapProfile=@BootstrapProfile
  aiToolchainOperatorProfile=@AIToolchainOperatorProfile hostedSystemProfile=@HostedSystemProfile status=@Status
AgentPoolProfile: name=s count=i vmSize=s osDiskSizeGB=i osDiskType=s kubeletDiskType=s workloadRuntime=s
  messageOfTheDay=s vnetSubnetID=s podSubnetID=s podIPAllocationMode=s maxPods=i osType=s osSKU=s maxCount=i
  minCount=i enableAutoScaling=b scaleDownMode=s type=s mode=s orchestratorVersion=s nodeImageVersion=s
  upgradeSettings=@AgentPoolUpgradeSettings powerState=@PowerState availabilityZones=[s] enableNodePublicIP=b
  nodePublicIPPrefixID=s scaleSetPriority=s scaleSetEvictionPolicy=s spotMaxPrice=n tags={s} nodeLabels={s}
  nodeTaints=[s] proximityPlacementGroupID=s kubeletConfig=@KubeletConfig linuxOSConfig=@LinuxOSConfig
  enableEncryptionAtHost=b enableUltraSSD=b enableFIPS=b gpuInstanceProfile=s creationData=@CreationData
  capacityReservationGroupID=s hostGroupID=s networkProfile=@AgentPoolNetworkProfile
  windowsProfile=@AgentPoolWindowsProfile securityProfile=@AgentPoolSecurityProfile gpuProfile=@GPUProfile
  gatewayProfile=@AgentPoolGatewayProfile artifactStreamingProfile=@AgentPoolArtifactStreamingProfile
  virtualMachinesProfile=@VirtualMachinesProfile virtualMachineNodesStatus=[@VirtualMachineNodes]
  status=@AgentPoolStatus localDNSProfile=@LocalDNSProfile
AgentPoolUpgradeSettings: maxSurge=s maxUnavailable=s drainTimeoutInMinutes=i nodeSoakDurationInMinutes=i
  undrainableNodeBehavior=s
PowerState: code=s
KubeletConfig: cpuManagerPolicy=s cpuCfsQuota=b cpuCfsQuotaPeriod=s imageGcHighThreshold=i imageGcLowThreshold=i
  topologyManagerPolicy=s allowedUnsafeSysctls=[s] failSwapOn=b containerLogMaxSizeMB=i containerLogMaxFiles=i
  podMaxPids=i
LinuxOSConfig: sysctls=@SysctlConfig transparentHugePageEnabled=s transparentHugePageDefrag=s swapFileSizeMB=i
SysctlConfig: netCoreSomaxconn=i netCoreNetdevMaxBacklog=i netCoreRmemDefault=i netCoreRmemMax=i netCoreWmemDefault=i
  netCoreWmemMax=i netCoreOptmemMax=i netIpv4TcpMaxSynBacklog=i netIpv4TcpMaxTwBuckets=i netIpv4TcpFinTimeout=i
  netIpv4TcpKeepaliveTime=i netIpv4TcpKeepaliveProbes=i netIpv4TcpkeepaliveIntvl=i netIpv4TcpTwReuse=b
  netIpv4IpLocalPortRange=s netIpv4NeighDefaultGcThresh1=i netIpv4NeighDefaultGcThresh2=i
  netIpv4NeighDefaultGcThresh3=i netNetfilterNfConntrackMax=i netNetfilterNfConntrackBuckets=i
  fsInotifyMaxUserWatches=i fsFileMax=i fsAioMaxNr=i fsNrOpen=i kernelThreadsMax=i vmMaxMapCount=i vmSwappiness=i
  vmVfsCachePressure=i
CreationData: sourceResourceId=s
AgentPoolNetworkProfile: nodePublicIPTags=[@IPTag] allowedHostPorts=[@PortRange] applicationSecurityGroups=[s]
IPTag: ipTagType=s tag=s
PortRange: portStart=i portEnd=i protocol=s
AgentPoolWindowsProfile: disableOutboundNat=b
AgentPoolSecurityProfile: enableVTPM=b enableSecureBoot=b sshAccess=s
GPUProfile: driver=s
AgentPoolGatewayProfile: publicIPPrefixSize=i
AgentPoolArtifactStreamingProfile: enabled=b
VirtualMachinesProfile: scale=@ScaleProfile
ScaleProfile: manual=[@ManualScaleProfile]
ManualScaleProfile: size=s count=i
VirtualMachineNodes: size=s count=i
AgentPoolStatus:
LocalDNSProfile: mode=s vnetDNSOverrides={@LocalDNSOverride} kubeDNSOverrides={@LocalDNSOverride}
LocalDNSOverride: queryLogging=s protocol=s forwardDestination=s forwardPolicy=s maxConcurrent=i
  cacheDurationInSeconds=i serveStaleDurationInSeconds=i serveStale=s
LinuxProfile: adminUsername=s ssh=@SshConfiguration
SshConfiguration: publicKeys=[@SshPublicKey]
SshPublicKey: keyData=s
WindowsProfile: adminUsername=s adminPassword=s licenseType=s enableCSIProxy=b gmsaProfile=@WindowsGmsaProfile
WindowsGmsaProfile: enabled=b dnsServer=s rootDomainName=s
ServicePrincipalProfile: clientId=s secret=s
AddonProfile: enabled=b config={s}
PodIdentityProfile: enabled=b allowNetworkPluginKubenet=b userAssignedIdentities=[@PodIdentity]
  userAssignedIdentityExceptions=[@PodIdentityException]
PodIdentity: name=s namespace=s bindingSelector=s identity=@UserAssignedIdentity
UserAssignedIdentity: resourceId=s clientId=s objectId=s
PodIdentityException: name=s namespace=s podLabels={s}
OidcIssuerProfile: enabled=b
NodeResourceGroupProfile: restrictionLevel=s
NetworkProfile: networkPlugin=s networkPluginMode=s networkPolicy=s networkMode=s networkDataplane=s
  advancedNetworking=@AdvancedNetworking podCidr=s serviceCidr=s dnsServiceIP=s outboundType=s loadBalancerSku=s
  loadBalancerProfile=@LoadBalancerProfile natGatewayProfile=@NATGatewayProfile
  staticEgressGatewayProfile=@StaticEgressGatewayProfile podCidrs=[s] serviceCidrs=[s] ipFamilies=[s]
AdvancedNetworking: enabled=b observability=@AdvancedNetworkingObservability security=@AdvancedNetworkingSecurity
  performance=@AdvancedNetworkingPerformance
AdvancedNetworkingObservability: enabled=b
AdvancedNetworkingSecurity: enabled=b advancedNetworkPolicies=s
  transitEncryption=@AdvancedNetworkingSecurityTransitEncryption
AdvancedNetworkingSecurityTransitEncryption: type=s
AdvancedNetworkingPerformance: accelerationMode=s
LoadBalancerProfile: managedOutboundIPs=@LoadBalancerProfileManagedOutboundIPs
  outboundIPPrefixes=@LoadBalancerProfileOutboundIPPrefixes outboundIPs=@LoadBalancerProfileOutboundIPs
  allocatedOutboundPorts=i idleTimeoutInMinutes=i enableMultipleStandardLoadBalancers=b backendPoolType=s
LoadBalancerProfileManagedOutboundIPs: count=i countIPv6=i
LoadBalancerProfileOutboundIPPrefixes: publicIPPrefixes=[@ResourceReference]
ResourceReference: id=s
LoadBalancerProfileOutboundIPs: publicIPs=[@ResourceReference]
NATGatewayProfile: managedOutboundIPProfile=@ManagedOutboundIPProfile idleTimeoutInMinutes=i
ManagedOutboundIPProfile: count=i
StaticEgressGatewayProfile: enabled=b
AADProfile: managed=b enableAzureRBAC=b adminGroupObjectIDs=[s] clientAppID=s serverAppID=s serverAppSecret=s
  tenantID=s
AutoUpgradeProfile: upgradeChannel=s nodeOSUpgradeChannel=s
ClusterUpgradeSettings: overrideSettings=@UpgradeOverrideSettings
UpgradeOverrideSettings: forceUpgrade=b until=s
PropertiesAutoScalerProfile: balance-similar-node-groups=s daemonset-eviction-for-empty-nodes=b
  daemonset-eviction-for-occupied-nodes=b ignore-daemonsets-utilization=b expander=s max-empty-bulk-delete=s
  max-graceful-termination-sec=s max-node-provision-time=s max-total-unready-percentage=s new-pod-scale-up-delay=s
  ok-total-unready-count=s scan-interval=s scale-down-delay-after-add=s scale-down-delay-after-delete=s
  scale-down-delay-after-failure=s scale-down-unneeded-time=s scale-down-unready-time=s
  scale-down-utilization-threshold=s skip-nodes-with-local-storage=s skip-nodes-with-system-pods=s
APIServerAccessProfile: authorizedIPRanges=[s] enablePrivateCluster=b privateDNSZone=s
  enablePrivateClusterPublicFQDN=b disableRunCommand=b enableVnetIntegration=b subnetId=s
PrivateLinkResource: id=s name=s type=s groupId=s requiredMembers=[s]
HttpProxyConfig: httpProxy=s httpsProxy=s noProxy=[s] trustedCa=s enabled=b
SecurityProfile: defender=@SecurityProfileDefender azureKeyVaultKms=@AzureKeyVaultKms
  workloadIdentity=@SecurityProfileWorkloadIdentity imageCleaner=@SecurityProfileImageCleaner
  customCATrustCertificates=[]
SecurityProfileDefender: logAnalyticsWorkspaceResourceId=s
  securityMonitoring=@SecurityProfileDefenderSecurityMonitoring
SecurityProfileDefenderSecurityMonitoring: enabled=b
AzureKeyVaultKms: enabled=b keyId=s keyVaultNetworkAccess=s keyVaultResourceId=s
SecurityProfileWorkloadIdentity: enabled=b
SecurityProfileImageCleaner: enabled=b intervalHours=i
StorageProfile: diskCSIDriver=@StorageProfileDiskCSIDriver fileCSIDriver=@StorageProfileFileCSIDriver
  snapshotController=@StorageProfileSnapshotController blobCSIDriver=@StorageProfileBlobCSIDriver
StorageProfileDiskCSIDriver: enabled=b
StorageProfileFileCSIDriver: enabled=b
StorageProfileSnapshotController: enabled=b
StorageProfileBlobCSIDriver: enabled=b
IngressProfile: webAppRouting=@IngressProfileWebAppRouting gatewayAPI=@IngressProfileGatewayConfiguration
IngressProfileWebAppRouting: enabled=b gatewayAPIImplementations=@WebAppRoutingGatewayAPIImplementations
  dnsZoneResourceIds=[s] nginx=@IngressProfileNginx
WebAppRoutingGatewayAPIImplementations: appRoutingIstio=@AppRoutingIstio
AppRoutingIstio: mode=s
IngressProfileNginx: defaultIngressControllerType=s
IngressProfileGatewayConfiguration: installation=s
WorkloadAutoScalerProfile: keda=@WorkloadAutoScalerProfileKeda
  verticalPodAutoscaler=@WorkloadAutoScalerProfileVerticalPodAutoscaler
WorkloadAutoScalerProfileKeda: enabled=b
WorkloadAutoScalerProfileVerticalPodAutoscaler: enabled=b
AzureMonitorProfile: metrics=@AzureMonitorProfileMetrics appMonitoring=@AzureMonitorProfileAppMonitoring
AzureMonitorProfileMetrics: enabled=b kubeStateMetrics=@AzureMonitorProfileKubeStateMetrics
  controlPlane=@AzureMonitorProfileMetricsControlPlane
AzureMonitorProfileKubeStateMetrics: metricLabelsAllowlist=s metricAnnotationsAllowList=s
AzureMonitorProfileMetricsControlPlane: enabled=b
AzureMonitorProfileAppMonitoring: autoInstrumentation=@AzureMonitorProfileAppMonitoringAutoInstrumentation
AzureMonitorProfileAppMonitoringAutoInstrumentation: enabled=b
ServiceMeshProfile: mode=s istio=@IstioServiceMesh
IstioServiceMesh: components=@IstioComponents certificateAuthority=@IstioCertificateAuthority revisions=[s]
IstioComponents: ingressGateways=[@IstioIngressGateway] egressGateways=[@IstioEgressGateway]
  proxyRedirectionMechanism=s
IstioIngressGateway: mode=s enabled=b
IstioEgressGateway: enabled=b name=s namespace=s gatewayConfigurationName=s
IstioCertificateAuthority: plugin=@IstioPluginCertificateAuthority
IstioPluginCertificateAuthority: keyVaultId=s certObjectName=s keyObjectName=s rootCertObjectName=s
  certChainObjectName=s
MetricsProfile: costAnalysis=@CostAnalysis
CostAnalysis: enabled=b
NodeProvisioningProfile: mode=s defaultNodePools=s
BootstrapProfile: artifactSource=s containerRegistryId=s
AIToolchainOperatorProfile: enabled=b
HostedSystemProfile: enabled=b systemNodeSubnetID=s nodeSubnetID=s
Status:
SKU: name=s tier=s
ExtendedLocation: name=s type=s
Identity: type=s delegatedResources={@DelegatedResource}
  userAssignedIdentities={@ManagedServiceIdentityUserAssignedIdentitiesValue}
DelegatedResource: resourceId=s tenantId=s referralResource=s location=s
ManagedServiceIdentityUserAssignedIdentitiesValue:
managedClusters_agentPools: properties=@AgentPoolProfileProperties
AgentPoolProfileProperties: count=i vmSize=s osDiskSizeGB=i osDiskType=s kubeletDiskType=s workloadRuntime=s
  messageOfTheDay=s vnetSubnetID=s podSubnetID=s podIPAllocationMode=s maxPods=i osType=s osSKU=s maxCount=i
  minCount=i enableAutoScaling=b scaleDownMode=s type=s mode=s orchestratorVersion=s nodeImageVersion=s
  upgradeSettings=@AgentPoolUpgradeSettings powerState=@PowerState availabilityZones=[s] enableNodePublicIP=b
  nodePublicIPPrefixID=s scaleSetPriority=s scaleSetEvictionPolicy=s spotMaxPrice=n tags={s} nodeLabels={s}
  nodeTaints=[s] proximityPlacementGroupID=s kubeletConfig=@KubeletConfig linuxOSConfig=@LinuxOSConfig
  enableEncryptionAtHost=b enableUltraSSD=b enableFIPS=b gpuInstanceProfile=s creationData=@CreationData
  capacityReservationGroupID=s hostGroupID=s networkProfile=@AgentPoolNetworkProfile
  windowsProfile=@AgentPoolWindowsProfile securityProfile=@AgentPoolSecurityProfile gpuProfile=@GPUProfile
  gatewayProfile=@AgentPoolGatewayProfile artifactStreamingProfile=@AgentPoolArtifactStreamingProfile
  virtualMachinesProfile=@VirtualMachinesProfile virtualMachineNodesStatus=[@VirtualMachineNodes]
  status=@AgentPoolStatus localDNSProfile=@LocalDNSProfile
`;
