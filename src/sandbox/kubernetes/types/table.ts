/**
 * The types of Kubernetes' own API, taken from generated.proto and types.go of
 * https://github.com/kubernetes/api, apimachinery and apiextensions-apiserver (Apache-2.0, the Kubernetes authors).
 *
 * A line at the margin opens a type; the indented lines under it are its fields: JSON name, protobuf number, type, flags, meaning.
 * `[]` is a list, `{}` a map from text. Flags: `*` pointer (its zero value is written), `!` written even when empty,
 * `0` left out when zero, `inline` its fields stand in the parent, `map(keys)` and `set` kinds of list,
 * `atomic` owned as a whole, `patch(strategy:key)` for strategic merge, `=value` default, `required`.
 */
export const typeTable = `
core/v1.Namespace -- Namespace provides a scope for Names.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 core/v1.NamespaceSpec -- Spec defines the behavior of the Namespace.
 status 3 core/v1.NamespaceStatus -- Status describes the current status of a Namespace.
meta/v1.ObjectMeta -- ObjectMeta is metadata that all persisted resources must have, which includes all objects users must create.
 name 1 string -- Name must be unique within a namespace.
 generateName 2 string -- GenerateName is an optional prefix, used by the server, to generate a unique name ONLY IF the Name field has not been provided.
 namespace 3 string -- Namespace defines the space within which each name must be unique.
 selfLink 4 string -- Deprecated: selfLink is a legacy read-only field that is no longer populated by the system.
 uid 5 string -- UID is the unique in time and space value for this object.
 resourceVersion 6 string -- An opaque value that represents the internal version of this object that can be used by clients to determine when objects have changed.
 generation 7 int64 -- A sequence number representing a specific generation of the desired state.
 creationTimestamp 8 Time 0 -- CreationTimestamp is a timestamp representing the server time when this object was created.
 deletionTimestamp 9 Time * -- DeletionTimestamp is RFC 3339 date and time at which this resource will be deleted.
 deletionGracePeriodSeconds 10 int64 * -- Number of seconds allowed for this object to gracefully terminate before it will be removed from the system.
 labels 11 {}string -- Map of string keys and values that can be used to organize and categorize (scope and select) objects.
 annotations 12 {}string -- Annotations is an unstructured key value map stored with a resource that may be set by external tools to store and retrieve arbitrary metadata.
 ownerReferences 13 []meta/v1.OwnerReference map(uid) patch(merge:uid) -- List of objects depended by this object.
 finalizers 14 []string set patch(merge) -- Must be empty before the object is deleted from the registry.
 managedFields 17 []meta/v1.ManagedFieldsEntry -- ManagedFields maps workflow-id and version to the set of fields that are managed by that workflow.
meta/v1.OwnerReference atomic -- OwnerReference contains enough information to let you identify an owning object.
 kind 1 string ! -- Kind of the referent.
 name 3 string ! -- Name of the referent.
 uid 4 string ! -- UID of the referent.
 apiVersion 5 string ! -- API version of the referent.
 controller 6 bool * -- If true, this reference points to the managing controller.
 blockOwnerDeletion 7 bool * -- If true, AND if the owner has the "foregroundDeletion" finalizer, then the owner cannot be deleted from the key-value store until this reference is removed.
meta/v1.ManagedFieldsEntry -- ManagedFieldsEntry is a workflow-id, a FieldSet and the group version of the resource that the fieldset applies to.
 manager 1 string -- Manager is an identifier of the workflow managing these fields.
 operation 2 string -- Operation is the type of operation which lead to this ManagedFieldsEntry being created.
 apiVersion 3 string -- APIVersion defines the version of this resource that this field set applies to.
 time 4 Time * -- Time is the timestamp of when the ManagedFields entry was added.
 fieldsType 6 string -- FieldsType is the discriminator for the different fields format and version.
 fieldsV1 7 any * -- FieldsV1 holds the first JSON version format as described in the "FieldsV1" type.
 subresource 8 string -- Subresource is the name of the subresource used to update that object, or empty string if the object was updated through the main resource.
core/v1.NamespaceSpec -- NamespaceSpec describes the attributes on a Namespace.
 finalizers 1 []string -- Finalizers is an opaque list of values that must be empty to permanently remove object from storage.
core/v1.NamespaceStatus -- NamespaceStatus is information about the current status of a Namespace.
 phase 1 string -- Phase is the current lifecycle phase of the namespace.
 conditions 2 []core/v1.NamespaceCondition map(type) patch(merge:type) -- Represents the latest available observations of a namespace's current state.
core/v1.NamespaceCondition -- NamespaceCondition contains details about state of namespace.
 type 1 string ! -- Type of namespace controller condition.
 status 2 string ! -- Status of the condition, one of True, False, Unknown.
 lastTransitionTime 4 Time -- Last time the condition transitioned from one status to another.
 reason 5 string -- Unique, one-word, CamelCase reason for the condition's last transition.
 message 6 string -- Human-readable message indicating details about last transition.
core/v1.Secret -- Secret holds secret data of a certain type.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 data 2 {}bytes -- Data contains the secret data.
 type 3 string -- Used to facilitate programmatic handling of secret data.
 stringData 4 {}string -- stringData allows specifying non-binary secret data in string form.
 immutable 5 bool * -- Immutable, if set to true, ensures that data stored in the Secret cannot be updated (only object metadata can be modified).
core/v1.ConfigMap -- ConfigMap holds configuration data for pods to consume.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 data 2 {}string -- Data contains the configuration data.
 binaryData 3 {}bytes -- BinaryData contains the binary data.
 immutable 4 bool * -- Immutable, if set to true, ensures that data stored in the ConfigMap cannot be updated (only object metadata can be modified).
core/v1.ServiceAccount -- ServiceAccount binds together: * a name, understood by users, and perhaps by peripheral systems, for an identity * a principal that can be authenticated and authorized * a set of secrets
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 secrets 2 []core/v1.ObjectReference map(name) patch(merge:name) -- Secrets is a list of the secrets in the same namespace that pods running using this ServiceAccount are allowed to use.
 imagePullSecrets 3 []core/v1.LocalObjectReference -- ImagePullSecrets is a list of references to secrets in the same namespace to use for pulling any images in pods that reference this ServiceAccount.
 automountServiceAccountToken 4 bool * -- AutomountServiceAccountToken indicates whether pods running as this service account should have an API token automatically mounted.
core/v1.ObjectReference atomic -- ObjectReference contains enough information to let you inspect or modify the referred object.
 kind 1 string -- Kind of the referent.
 namespace 2 string -- Namespace of the referent.
 name 3 string -- Name of the referent.
 uid 4 string -- UID of the referent.
 apiVersion 5 string -- API version of the referent.
 resourceVersion 6 string -- Specific resourceVersion to which this reference is made, if any.
 fieldPath 7 string -- If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as desiredState.manifest.containers[2].
core/v1.LocalObjectReference atomic -- LocalObjectReference contains enough information to let you locate the referenced object inside the same namespace.
 name 1 string ="" -- Name of the referent.
core/v1.ResourceQuota -- ResourceQuota sets aggregate quota restrictions enforced per namespace
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 core/v1.ResourceQuotaSpec -- Spec defines the desired quota.
 status 3 core/v1.ResourceQuotaStatus -- Status defines the actual enforced quota and its current usage.
core/v1.ResourceQuotaSpec -- ResourceQuotaSpec defines the desired hard limits to enforce for Quota.
 hard 1 {}Quantity -- hard is the set of desired hard limits for each named resource.
 scopes 2 []string -- A collection of filters that must match each object tracked by a quota.
 scopeSelector 3 core/v1.ScopeSelector * -- scopeSelector is also a collection of filters like scopes that must match each object tracked by a quota but expressed using ScopeSelectorOperator in combination with possible values.
core/v1.ScopeSelector atomic -- A scope selector represents the AND of the selectors represented by the scoped-resource selector requirements.
 matchExpressions 1 []core/v1.ScopedResourceSelectorRequirement -- A list of scope selector requirements by scope of the resources.
core/v1.ScopedResourceSelectorRequirement -- A scoped-resource selector requirement is a selector that contains values, a scope name, and an operator that relates the scope name and values.
 scopeName 1 string ! -- The name of the scope that the selector applies to.
 operator 2 string ! -- Represents a scope's relationship to a set of values.
 values 3 []string -- An array of string values.
core/v1.ResourceQuotaStatus -- ResourceQuotaStatus defines the enforced hard limits and observed use.
 hard 1 {}Quantity -- Hard is the set of enforced hard limits for each named resource.
 used 2 {}Quantity -- Used is the current observed total usage of the resource in the namespace.
core/v1.LimitRange -- LimitRange sets resource usage limits for each kind of resource in a Namespace.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 core/v1.LimitRangeSpec -- Spec defines the limits enforced.
core/v1.LimitRangeSpec -- LimitRangeSpec defines a min/max usage limit for resources that match on kind.
 limits 1 []core/v1.LimitRangeItem ! -- Limits is the list of LimitRangeItem objects that are enforced.
core/v1.LimitRangeItem -- LimitRangeItem defines a min/max usage limit for any resource that matches on kind.
 type 1 string ! -- Type of resource that this limit applies to.
 max 2 {}Quantity -- Max usage constraints on this kind by resource name.
 min 3 {}Quantity -- Min usage constraints on this kind by resource name.
 default 4 {}Quantity -- Default resource requirement limit value by resource name if resource limit is omitted.
 defaultRequest 5 {}Quantity -- DefaultRequest is the default resource requirement request value by resource name if resource request is omitted.
 maxLimitRequestRatio 6 {}Quantity -- MaxLimitRequestRatio if specified, the named resource must have a request and limit that are both non-zero where limit divided by request is less than or equal to the enumerated value; this represents the max burst fo...
core/v1.Service -- Service is a named abstraction of software service (for example, mysql) consisting of local port (for example 3306) that the proxy listens on, and the selector that determines which pods will answer requests sent thro...
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 core/v1.ServiceSpec -- Spec defines the behavior of a service.
 status 3 core/v1.ServiceStatus -- Most recently observed status of the service.
core/v1.ServiceSpec -- ServiceSpec describes the attributes that a user creates on a service.
 ports 1 []core/v1.ServicePort map(port,protocol) patch(merge:port) -- The list of ports that are exposed by this service.
 selector 2 {}string atomic -- Route service traffic to pods with label keys and values matching this selector.
 clusterIP 3 string -- clusterIP is the IP address of the service and is usually assigned randomly.
 type 4 string -- type determines how the Service is exposed.
 externalIPs 5 []string -- externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.
 sessionAffinity 7 string -- Supports "ClientIP" and "None".
 loadBalancerIP 8 string -- Only applies to Service Type: LoadBalancer.
 loadBalancerSourceRanges 9 []string -- If specified and supported by the platform, this will restrict traffic through the cloud-provider load-balancer will be restricted to the specified client IPs.
 externalName 10 string -- externalName is the external reference that discovery mechanisms will return as an alias for this service (e.g.
 externalTrafficPolicy 11 string -- externalTrafficPolicy describes how nodes distribute service traffic they receive on one of the Service's "externally-facing" addresses (NodePorts, ExternalIPs, and LoadBalancer IPs).
 healthCheckNodePort 12 int32 -- healthCheckNodePort specifies the healthcheck nodePort for the service.
 publishNotReadyAddresses 13 bool -- publishNotReadyAddresses indicates that any agent which deals with endpoints for this Service should disregard any indications of ready/not-ready.
 sessionAffinityConfig 14 core/v1.SessionAffinityConfig * -- sessionAffinityConfig contains the configurations of session affinity.
 ipFamilyPolicy 17 string * -- IPFamilyPolicy represents the dual-stack-ness requested or required by this Service.
 clusterIPs 18 []string -- ClusterIPs is a list of IP addresses assigned to this service, and are usually assigned randomly.
 ipFamilies 19 []string -- IPFamilies is a list of IP families (e.g.
 allocateLoadBalancerNodePorts 20 bool * -- allocateLoadBalancerNodePorts defines if NodePorts will be automatically allocated for services with type LoadBalancer.
 loadBalancerClass 21 string * -- loadBalancerClass is the class of the load balancer implementation this Service belongs to.
 internalTrafficPolicy 22 string * -- InternalTrafficPolicy describes how nodes distribute service traffic they receive on the ClusterIP.
 trafficDistribution 23 string * -- TrafficDistribution offers a way to express preferences for how traffic is distributed to Service endpoints.
core/v1.ServicePort -- ServicePort contains information on service's port.
 name 1 string -- The name of this port within the service.
 protocol 2 string ="TCP" -- The IP protocol for this port.
 port 3 int32 ! -- The port that will be exposed by this service.
 targetPort 4 IntOrString -- Number or name of the port to access on the pods targeted by the service.
 nodePort 5 int32 -- The port on each node on which this service is exposed when type is NodePort or LoadBalancer.
 appProtocol 6 string * -- The application protocol for this port.
core/v1.SessionAffinityConfig -- SessionAffinityConfig represents the configurations of session affinity.
 clientIP 1 core/v1.ClientIPConfig * -- clientIP contains the configurations of Client IP based session affinity.
core/v1.ClientIPConfig -- ClientIPConfig represents the configurations of Client IP based session affinity.
 timeoutSeconds 1 int32 * -- timeoutSeconds specifies the seconds of ClientIP type session sticky time.
core/v1.ServiceStatus -- ServiceStatus represents the current status of a service.
 loadBalancer 1 core/v1.LoadBalancerStatus -- LoadBalancer contains the current status of the load-balancer, if one is present.
 conditions 2 []meta/v1.Condition map(type) patch(merge:type) -- Current service state
core/v1.LoadBalancerStatus -- LoadBalancerStatus represents the status of a load-balancer.
 ingress 1 []core/v1.LoadBalancerIngress -- Ingress is a list containing ingress points for the load-balancer.
core/v1.LoadBalancerIngress -- LoadBalancerIngress represents the status of a load-balancer ingress point: traffic intended for the service should be sent to an ingress point.
 ip 1 string -- IP is set for load-balancer ingress points that are IP based (typically GCE or OpenStack load-balancers)
 hostname 2 string -- Hostname is set for load-balancer ingress points that are DNS based (typically AWS load-balancers)
 ipMode 3 string * -- IPMode specifies how the load-balancer IP behaves, and may only be specified when the ip field is specified.
 ports 4 []core/v1.PortStatus -- Ports is a list of records of service ports If used, every port defined in the service should have an entry in it
core/v1.PortStatus -- PortStatus represents the error condition of a service port
 port 1 int32 ! -- Port is the port number of the service port of which status is recorded here
 protocol 2 string ! -- Protocol is the protocol of the service port of which status is recorded here The supported values are: "TCP", "UDP", "SCTP"
 error 3 string * -- Error is to record the problem with the service port The format of the error shall comply with the following rules: - built-in error values shall be specified in this file and those shall use CamelCase names - cloud p...
meta/v1.Condition -- Condition contains details for one aspect of the current state of this API Resource.
 type 1 string ! required -- type of condition in CamelCase or in foo.example.com/CamelCase.
 status 2 string ! required -- status of the condition, one of True, False, Unknown.
 observedGeneration 3 int64 -- observedGeneration represents the .metadata.generation that the condition was set based upon.
 lastTransitionTime 4 Time ! required -- lastTransitionTime is the last time the condition transitioned from one status to another.
 reason 5 string ! required -- reason contains a programmatic identifier indicating the reason for the condition's last transition.
 message 6 string ! required -- message is a human readable message indicating details about the transition.
core/v1.Endpoints -- Endpoints is a collection of endpoints that implement the actual service.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 subsets 2 []core/v1.EndpointSubset -- The set of all endpoints is the union of all subsets.
core/v1.EndpointSubset -- EndpointSubset is a group of addresses with a common set of ports.
 addresses 1 []core/v1.EndpointAddress -- IP addresses which offer the related ports that are marked as ready.
 notReadyAddresses 2 []core/v1.EndpointAddress -- IP addresses which offer the related ports but are not currently marked as ready because they have not yet finished starting, have recently failed a readiness check, or have recently failed a liveness check.
 ports 3 []core/v1.EndpointPort -- Port numbers available on the related IP addresses.
core/v1.EndpointAddress atomic -- EndpointAddress is a tuple that describes single IP address.
 ip 1 string ! -- The IP of this endpoint.
 targetRef 2 core/v1.ObjectReference * -- Reference to object providing the endpoint.
 hostname 3 string -- The Hostname of this endpoint
 nodeName 4 string * -- Optional: Node hosting this endpoint.
core/v1.EndpointPort atomic -- EndpointPort is a tuple that describes a single port.
 name 1 string -- The name of this port.
 port 2 int32 ! -- The port number of the endpoint.
 protocol 3 string -- The IP protocol for this port.
 appProtocol 4 string * -- The application protocol for this port.
core/v1.Event -- Event is a report of an event somewhere in the cluster.
 metadata 1 meta/v1.ObjectMeta ! -- Standard object's metadata.
 involvedObject 2 core/v1.ObjectReference ! -- The object that this event is about.
 reason 3 string -- This should be a short, machine understandable string that gives the reason for the transition into the object's current status.
 message 4 string -- A human-readable description of the status of this operation.
 source 5 core/v1.EventSource -- The component reporting this event.
 firstTimestamp 6 Time -- The time at which the event was first recorded.
 lastTimestamp 7 Time -- The time at which the most recent occurrence of this event was recorded.
 count 8 int32 -- The number of times this event has occurred.
 type 9 string -- Type of this event (Normal, Warning), new types could be added in the future
 eventTime 10 MicroTime -- Time when this Event was first observed.
 series 11 core/v1.EventSeries * -- Data about the Event series this event represents or nil if it's a singleton Event.
 action 12 string -- What action was taken/failed regarding to the Regarding object.
 related 13 core/v1.ObjectReference * -- Optional secondary object for more complex actions.
 reportingComponent 14 string ! -- Name of the controller that emitted this Event, e.g.
 reportingInstance 15 string ! -- ID of the controller instance, e.g.
core/v1.EventSource -- EventSource contains information for an event.
 component 1 string -- Component from which the event is generated.
 host 2 string -- Node name on which the event is generated.
core/v1.EventSeries -- EventSeries contain information on series of events, i.e.
 count 1 int32 -- Number of occurrences in this series up to the last heartbeat time
 lastObservedTime 2 MicroTime -- Time of the last occurrence observed
core/v1.Pod -- Pod is a collection of containers that can run on a host.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 core/v1.PodSpec -- Specification of the desired behavior of the pod.
 status 3 core/v1.PodStatus -- Most recently observed status of the pod.
core/v1.PodSpec -- PodSpec is a description of a pod.
 volumes 1 []core/v1.Volume map(name) patch(merge,retainKeys:name) -- List of volumes that can be mounted by containers belonging to the pod.
 containers 2 []core/v1.Container ! map(name) patch(merge:name) -- List of containers belonging to the pod.
 restartPolicy 3 string -- Restart policy for all containers within the pod.
 terminationGracePeriodSeconds 4 int64 * -- Optional duration in seconds the pod needs to terminate gracefully.
 activeDeadlineSeconds 5 int64 * -- Optional duration in seconds the pod may be active on the node relative to StartTime before the system will actively try to mark it failed and kill associated containers.
 dnsPolicy 6 string -- Set DNS policy for the pod.
 nodeSelector 7 {}string atomic -- NodeSelector is a selector which must be true for the pod to fit on a node.
 serviceAccountName 8 string -- ServiceAccountName is the name of the ServiceAccount to use to run this pod.
 serviceAccount 9 string -- DeprecatedServiceAccount is a deprecated alias for ServiceAccountName.
 nodeName 10 string -- NodeName indicates in which node this pod is scheduled.
 hostNetwork 11 bool -- Host networking requested for this pod.
 hostPID 12 bool -- Use the host's pid namespace.
 hostIPC 13 bool -- Use the host's ipc namespace.
 securityContext 14 core/v1.PodSecurityContext * -- SecurityContext holds pod-level security attributes and common container settings.
 imagePullSecrets 15 []core/v1.LocalObjectReference map(name) patch(merge:name) -- ImagePullSecrets is an optional list of references to secrets in the same namespace to use for pulling any of the images used by this PodSpec.
 hostname 16 string -- Specifies the hostname of the Pod If not specified, the pod's hostname will be set to a system-defined value.
 subdomain 17 string -- If specified, the fully qualified Pod hostname will be "<hostname>.<subdomain>.<pod namespace>.svc.<cluster domain>".
 affinity 18 core/v1.Affinity * -- If specified, the pod's scheduling constraints
 schedulerName 19 string -- If specified, the pod will be dispatched by specified scheduler.
 initContainers 20 []core/v1.Container map(name) patch(merge:name) -- List of initialization containers belonging to the pod.
 automountServiceAccountToken 21 bool * -- AutomountServiceAccountToken indicates whether a service account token should be automatically mounted.
 tolerations 22 []core/v1.Toleration -- If specified, the pod's tolerations.
 hostAliases 23 []core/v1.HostAlias map(ip) patch(merge:ip) -- HostAliases is an optional list of hosts and IPs that will be injected into the pod's hosts file if specified.
 priorityClassName 24 string -- If specified, indicates the pod's priority.
 priority 25 int32 * -- The priority value.
 dnsConfig 26 core/v1.PodDNSConfig * -- Specifies the DNS parameters of a pod.
 shareProcessNamespace 27 bool * -- Share a single process namespace between all of the containers in a pod.
 readinessGates 28 []core/v1.PodReadinessGate -- If specified, all readiness gates will be evaluated for pod readiness.
 runtimeClassName 29 string * -- RuntimeClassName refers to a RuntimeClass object in the node.k8s.io group, which should be used to run this pod.
 enableServiceLinks 30 bool * -- EnableServiceLinks indicates whether information about services should be injected into pod's environment variables, matching the syntax of Docker links.
 preemptionPolicy 31 string * -- PreemptionPolicy is the Policy for preempting pods with lower priority.
 overhead 32 {}Quantity -- Overhead represents the resource overhead associated with running a pod for a given RuntimeClass.
 topologySpreadConstraints 33 []core/v1.TopologySpreadConstraint map(topologyKey,whenUnsatisfiable) patch(merge:topologyKey) -- TopologySpreadConstraints describes how a group of pods ought to spread across topology domains.
 ephemeralContainers 34 []core/v1.EphemeralContainer map(name) patch(merge:name) -- List of ephemeral containers run in this pod.
 setHostnameAsFQDN 35 bool * -- If true the pod's hostname will be configured as the pod's FQDN, rather than the leaf name (the default).
 os 36 core/v1.PodOS * -- Specifies the OS of the containers in the pod.
 hostUsers 37 bool * -- Use the host's user namespace.
 schedulingGates 38 []core/v1.PodSchedulingGate map(name) patch(merge:name) -- SchedulingGates is an opaque list of values that if specified will block scheduling the pod.
 resourceClaims 39 []core/v1.PodResourceClaim map(name) patch(merge,retainKeys:name) -- ResourceClaims defines which ResourceClaims must be allocated and reserved before the Pod is allowed to start.
 resources 40 core/v1.ResourceRequirements * -- Resources is the total amount of CPU and Memory resources required by all containers in the pod.
 hostnameOverride 41 string * -- HostnameOverride specifies an explicit override for the pod's hostname as perceived by the pod.
 schedulingGroup 43 core/v1.PodSchedulingGroup * -- SchedulingGroup provides a reference to the immediate scheduling runtime grouping object that this Pod belongs to.
 evictionResponders 44 []core/v1.EvictionResponder map(name) patch(merge:name) -- evictionResponders reference responders that react to Evictions based on EvictionRequests.
core/v1.Volume -- Volume represents a named volume in a pod that may be accessed by any container in the pod.
 name 1 string ! -- name of the volume.
 volumeSource 2 core/v1.VolumeSource inline -- volumeSource represents the location and type of the mounted volume.
core/v1.VolumeSource -- Represents the source of a volume to mount.
 hostPath 1 core/v1.HostPathVolumeSource * -- hostPath represents a pre-existing file or directory on the host machine that is directly exposed to the container.
 emptyDir 2 core/v1.EmptyDirVolumeSource * -- emptyDir represents a temporary directory that shares a pod's lifetime.
 gcePersistentDisk 3 core/v1.GCEPersistentDiskVolumeSource * -- gcePersistentDisk represents a GCE Disk resource that is attached to a kubelet's host machine and then exposed to the pod.
 awsElasticBlockStore 4 core/v1.AWSElasticBlockStoreVolumeSource * -- awsElasticBlockStore represents an AWS Disk resource that is attached to a kubelet's host machine and then exposed to the pod.
 gitRepo 5 core/v1.GitRepoVolumeSource * -- gitRepo represents a git repository at a particular revision.
 secret 6 core/v1.SecretVolumeSource * -- secret represents a secret that should populate this volume.
 nfs 7 core/v1.NFSVolumeSource * -- nfs represents an NFS mount on the host that shares a pod's lifetime More info: https://kubernetes.io/docs/concepts/storage/volumes#nfs
 iscsi 8 core/v1.ISCSIVolumeSource * -- iscsi represents an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod.
 glusterfs 9 core/v1.GlusterfsVolumeSource * -- glusterfs represents a Glusterfs mount on the host that shares a pod's lifetime.
 persistentVolumeClaim 10 core/v1.PersistentVolumeClaimVolumeSource * -- persistentVolumeClaimVolumeSource represents a reference to a PersistentVolumeClaim in the same namespace.
 rbd 11 core/v1.RBDVolumeSource * -- rbd represents a Rados Block Device mount on the host that shares a pod's lifetime.
 flexVolume 12 core/v1.FlexVolumeSource * -- flexVolume represents a generic volume resource that is provisioned/attached using an exec based plugin.
 cinder 13 core/v1.CinderVolumeSource * -- cinder represents a cinder volume attached and mounted on kubelets host machine.
 cephfs 14 core/v1.CephFSVolumeSource * -- cephFS represents a Ceph FS mount on the host that shares a pod's lifetime.
 flocker 15 core/v1.FlockerVolumeSource * -- flocker represents a Flocker volume attached to a kubelet's host machine.
 downwardAPI 16 core/v1.DownwardAPIVolumeSource * -- downwardAPI represents downward API about the pod that should populate this volume
 fc 17 core/v1.FCVolumeSource * -- fc represents a Fibre Channel resource that is attached to a kubelet's host machine and then exposed to the pod.
 azureFile 18 core/v1.AzureFileVolumeSource * -- azureFile represents an Azure File Service mount on the host and bind mount to the pod.
 configMap 19 core/v1.ConfigMapVolumeSource * -- configMap represents a configMap that should populate this volume
 vsphereVolume 20 core/v1.VsphereVirtualDiskVolumeSource * -- vsphereVolume represents a vSphere volume attached and mounted on kubelets host machine.
 quobyte 21 core/v1.QuobyteVolumeSource * -- quobyte represents a Quobyte mount on the host that shares a pod's lifetime.
 azureDisk 22 core/v1.AzureDiskVolumeSource * -- azureDisk represents an Azure Data Disk mount on the host and bind mount to the pod.
 photonPersistentDisk 23 core/v1.PhotonPersistentDiskVolumeSource * -- photonPersistentDisk represents a PhotonController persistent disk attached and mounted on kubelets host machine.
 portworxVolume 24 core/v1.PortworxVolumeSource * -- portworxVolume represents a portworx volume attached and mounted on kubelets host machine.
 scaleIO 25 core/v1.ScaleIOVolumeSource * -- scaleIO represents a ScaleIO persistent volume attached and mounted on Kubernetes nodes.
 projected 26 core/v1.ProjectedVolumeSource * -- projected items for all in one resources secrets, configmaps, and downward API
 storageos 27 core/v1.StorageOSVolumeSource * -- storageOS represents a StorageOS volume attached and mounted on Kubernetes nodes.
 csi 28 core/v1.CSIVolumeSource * -- csi (Container Storage Interface) represents ephemeral storage that is handled by certain external CSI drivers.
 ephemeral 29 core/v1.EphemeralVolumeSource * -- ephemeral represents a volume that is handled by a cluster storage driver.
 image 30 core/v1.ImageVolumeSource * -- image represents an OCI object (a container image or artifact) pulled and mounted on the kubelet's host machine.
core/v1.HostPathVolumeSource -- Represents a host path mapped into a pod.
 path 1 string ! -- path of the directory on the host.
 type 2 string * -- type for HostPath Volume Defaults to "" More info: https://kubernetes.io/docs/concepts/storage/volumes#hostpath
core/v1.EmptyDirVolumeSource -- Represents an empty directory for a pod.
 medium 1 string -- medium represents what type of storage medium should back this directory.
 sizeLimit 2 Quantity * -- sizeLimit is the total amount of local storage required for this EmptyDir volume.
 mode 3 int32 * -- mode specifies the permission bits for the emptyDir directory, in numeric notation (e.g., 0755, 01777).
core/v1.GCEPersistentDiskVolumeSource -- Represents a Persistent Disk resource in Google Compute Engine.
 pdName 1 string ! -- pdName is unique name of the PD resource in GCE.
 fsType 2 string -- fsType is filesystem type of the volume that you want to mount.
 partition 3 int32 -- partition is the partition in the volume that you want to mount.
 readOnly 4 bool -- readOnly here will force the ReadOnly setting in VolumeMounts.
core/v1.AWSElasticBlockStoreVolumeSource -- Represents a Persistent Disk resource in AWS.
 volumeID 1 string ! -- volumeID is unique ID of the persistent disk resource in AWS (Amazon EBS volume).
 fsType 2 string -- fsType is the filesystem type of the volume that you want to mount.
 partition 3 int32 -- partition is the partition in the volume that you want to mount.
 readOnly 4 bool -- readOnly value true will force the readOnly setting in VolumeMounts.
core/v1.GitRepoVolumeSource -- Represents a volume that is populated with the contents of a git repository.
 repository 1 string ! -- repository is the URL
 revision 2 string -- revision is the commit hash for the specified revision.
 directory 3 string -- directory is the target directory name.
core/v1.SecretVolumeSource -- Adapts a Secret into a volume.
 secretName 1 string -- secretName is the name of the secret in the pod's namespace to use.
 items 2 []core/v1.KeyToPath -- items If unspecified, each key-value pair in the Data field of the referenced Secret will be projected into the volume as a file whose name is the key and content is the value.
 defaultMode 3 int32 * -- defaultMode is Optional: mode bits used to set permissions on created files by default.
 optional 4 bool * -- optional field specify whether the Secret or its keys must be defined
 defaultUser 5 int64 * -- defaultUser is Optional: The owner UID of the created files by default.
core/v1.KeyToPath -- Maps a string key to a path within a volume.
 key 1 string ! -- key is the key to project.
 path 2 string ! -- path is the relative path of the file to map the key to.
 mode 3 int32 * -- mode is Optional: mode bits used to set permissions on this file.
 user 4 int64 * -- user is Optional: The owner UID of the created file.
core/v1.NFSVolumeSource -- Represents an NFS mount that lasts the lifetime of a pod.
 server 1 string ! -- server is the hostname or IP address of the NFS server.
 path 2 string ! -- path that is exported by the NFS server.
 readOnly 3 bool -- readOnly here will force the NFS export to be mounted with read-only permissions.
core/v1.ISCSIVolumeSource -- Represents an ISCSI disk.
 targetPortal 1 string ! -- targetPortal is iSCSI Target Portal.
 iqn 2 string ! -- iqn is the target iSCSI Qualified Name.
 lun 3 int32 ! -- lun represents iSCSI Target Lun number.
 iscsiInterface 4 string ="default" -- iscsiInterface is the interface Name that uses an iSCSI transport.
 fsType 5 string -- fsType is the filesystem type of the volume that you want to mount.
 readOnly 6 bool -- readOnly here will force the ReadOnly setting in VolumeMounts.
 portals 7 []string -- portals is the iSCSI Target Portal List.
 chapAuthDiscovery 8 bool -- chapAuthDiscovery defines whether support iSCSI Discovery CHAP authentication
 secretRef 10 core/v1.LocalObjectReference * -- secretRef is the CHAP Secret for iSCSI target and initiator authentication
 chapAuthSession 11 bool -- chapAuthSession defines whether support iSCSI Session CHAP authentication
 initiatorName 12 string * -- initiatorName is the custom iSCSI Initiator Name.
core/v1.GlusterfsVolumeSource -- Represents a Glusterfs mount that lasts the lifetime of a pod.
 endpoints 1 string ! -- endpoints is the endpoint name that details Glusterfs topology.
 path 2 string ! -- path is the Glusterfs volume path.
 readOnly 3 bool -- readOnly here will force the Glusterfs volume to be mounted with read-only permissions.
core/v1.PersistentVolumeClaimVolumeSource -- PersistentVolumeClaimVolumeSource references the user's PVC in the same namespace.
 claimName 1 string ! -- claimName is the name of a PersistentVolumeClaim in the same namespace as the pod using this volume.
 readOnly 2 bool -- readOnly Will force the ReadOnly setting in VolumeMounts.
core/v1.RBDVolumeSource -- Represents a Rados Block Device mount that lasts the lifetime of a pod.
 monitors 1 []string ! -- monitors is a collection of Ceph monitors.
 image 2 string ! -- image is the rados image name.
 fsType 3 string -- fsType is the filesystem type of the volume that you want to mount.
 pool 4 string ="rbd" -- pool is the rados pool name.
 user 5 string ="admin" -- user is the rados user name.
 keyring 6 string ="/etc/ceph/keyring" -- keyring is the path to key ring for RBDUser.
 secretRef 7 core/v1.LocalObjectReference * -- secretRef is name of the authentication secret for RBDUser.
 readOnly 8 bool -- readOnly here will force the ReadOnly setting in VolumeMounts.
core/v1.FlexVolumeSource -- FlexVolume represents a generic volume resource that is provisioned/attached using an exec based plugin.
 driver 1 string ! -- driver is the name of the driver to use for this volume.
 fsType 2 string -- fsType is the filesystem type to mount.
 secretRef 3 core/v1.LocalObjectReference * -- secretRef is Optional: secretRef is reference to the secret object containing sensitive information to pass to the plugin scripts.
 readOnly 4 bool -- readOnly is Optional: defaults to false (read/write).
 options 5 {}string -- options is Optional: this field holds extra command options if any.
core/v1.CinderVolumeSource -- Represents a cinder volume resource in Openstack.
 volumeID 1 string ! -- volumeID used to identify the volume in cinder.
 fsType 2 string -- fsType is the filesystem type to mount.
 readOnly 3 bool -- readOnly defaults to false (read/write).
 secretRef 4 core/v1.LocalObjectReference * -- secretRef is optional: points to a secret object containing parameters used to connect to OpenStack.
core/v1.CephFSVolumeSource -- Represents a Ceph Filesystem mount that lasts the lifetime of a pod Cephfs volumes do not support ownership management or SELinux relabeling.
 monitors 1 []string ! -- monitors is Required: Monitors is a collection of Ceph monitors More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it
 path 2 string -- path is Optional: Used as the mounted root, rather than the full Ceph tree, default is /
 user 3 string -- user is optional: User is the rados user name, default is admin More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it
 secretFile 4 string -- secretFile is Optional: SecretFile is the path to key ring for User, default is /etc/ceph/user.secret More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it
 secretRef 5 core/v1.LocalObjectReference * -- secretRef is Optional: SecretRef is reference to the authentication secret for User, default is empty.
 readOnly 6 bool -- readOnly is Optional: Defaults to false (read/write).
core/v1.FlockerVolumeSource -- Represents a Flocker volume mounted by the Flocker agent.
 datasetName 1 string -- datasetName is Name of the dataset stored as metadata -> name on the dataset for Flocker should be considered as deprecated
 datasetUUID 2 string -- datasetUUID is the UUID of the dataset.
core/v1.DownwardAPIVolumeSource -- DownwardAPIVolumeSource represents a volume containing downward API info.
 items 1 []core/v1.DownwardAPIVolumeFile -- Items is a list of downward API volume file
 defaultMode 2 int32 * -- Optional: mode bits to use on created files by default.
 defaultUser 3 int64 * -- defaultUser is Optional: The owner UID of the created files by default.
core/v1.DownwardAPIVolumeFile -- DownwardAPIVolumeFile represents information to create the file containing the pod field
 path 1 string ! -- Required: Path is the relative path name of the file to be created.
 fieldRef 2 core/v1.ObjectFieldSelector * -- Required: Selects a field of the pod: only annotations, labels, name, namespace and uid are supported.
 resourceFieldRef 3 core/v1.ResourceFieldSelector * -- Selects a resource of the container: only resources limits and requests (limits.cpu, limits.memory, requests.cpu and requests.memory) are currently supported.
 mode 4 int32 * -- Optional: mode bits used to set permissions on this file, must be an octal value between 0000 and 0777 or a decimal value between 0 and 511.
 user 5 int64 * -- user is Optional: The owner UID of the created file.
core/v1.ObjectFieldSelector atomic -- ObjectFieldSelector selects an APIVersioned field of an object.
 apiVersion 1 string -- Version of the schema the FieldPath is written in terms of, defaults to "v1".
 fieldPath 2 string ! -- Path of the field to select in the specified API version.
core/v1.ResourceFieldSelector atomic -- ResourceFieldSelector represents container resources (cpu, memory) and their output format
 containerName 1 string -- Container name: required for volumes, optional for env vars
 resource 2 string ! -- Required: resource to select
 divisor 3 Quantity -- Specifies the output format of the exposed resources, defaults to "1"
core/v1.FCVolumeSource -- Represents a Fibre Channel volume.
 targetWWNs 1 []string -- targetWWNs is Optional: FC target worldwide names (WWNs)
 lun 2 int32 * -- lun is Optional: FC target lun number
 fsType 3 string -- fsType is the filesystem type to mount.
 readOnly 4 bool -- readOnly is Optional: Defaults to false (read/write).
 wwids 5 []string -- wwids Optional: FC volume world wide identifiers (wwids) Either wwids or combination of targetWWNs and lun must be set, but not both simultaneously.
core/v1.AzureFileVolumeSource -- AzureFile represents an Azure File Service mount on the host and bind mount to the pod.
 secretName 1 string ! -- secretName is the name of secret that contains Azure Storage Account Name and Key
 shareName 2 string ! -- shareName is the azure share Name
 readOnly 3 bool -- readOnly defaults to false (read/write).
core/v1.ConfigMapVolumeSource -- Adapts a ConfigMap into a volume.
 localObjectReference 1 core/v1.LocalObjectReference inline -- 
 items 2 []core/v1.KeyToPath -- items if unspecified, each key-value pair in the Data field of the referenced ConfigMap will be projected into the volume as a file whose name is the key and content is the value.
 defaultMode 3 int32 * -- defaultMode is optional: mode bits used to set permissions on created files by default.
 optional 4 bool * -- optional specify whether the ConfigMap or its keys must be defined
 defaultUser 5 int64 * -- defaultUser is Optional: The owner UID of the created files by default.
core/v1.VsphereVirtualDiskVolumeSource -- Represents a vSphere volume resource.
 volumePath 1 string ! -- volumePath is the path that identifies vSphere volume vmdk
 fsType 2 string -- fsType is filesystem type to mount.
 storagePolicyName 3 string -- storagePolicyName is the storage Policy Based Management (SPBM) profile name.
 storagePolicyID 4 string -- storagePolicyID is the storage Policy Based Management (SPBM) profile ID associated with the StoragePolicyName.
core/v1.QuobyteVolumeSource -- Represents a Quobyte mount that lasts the lifetime of a pod.
 registry 1 string ! -- registry represents a single or multiple Quobyte Registry services specified as a string as host:port pair (multiple entries are separated with commas) which acts as the central registry for volumes
 volume 2 string ! -- volume is a string that references an already created Quobyte volume by name.
 readOnly 3 bool -- readOnly here will force the Quobyte volume to be mounted with read-only permissions.
 user 4 string -- user to map volume access to Defaults to serivceaccount user
 group 5 string -- group to map volume access to Default is no group
 tenant 6 string -- tenant owning the given Quobyte volume in the Backend Used with dynamically provisioned Quobyte volumes, value is set by the plugin
core/v1.AzureDiskVolumeSource -- AzureDisk represents an Azure Data Disk mount on the host and bind mount to the pod.
 diskName 1 string ! -- diskName is the Name of the data disk in the blob storage
 diskURI 2 string ! -- diskURI is the URI of data disk in the blob storage
 cachingMode 3 string * -- cachingMode is the Host Caching mode: None, Read Only, Read Write.
 fsType 4 string * ="ext4" -- fsType is Filesystem type to mount.
 readOnly 5 bool * =false -- readOnly Defaults to false (read/write).
 kind 6 string * -- kind expected values are Shared: multiple blob disks per storage account Dedicated: single blob disk per storage account Managed: azure managed data disk (only in managed availability set).
core/v1.PhotonPersistentDiskVolumeSource -- Represents a Photon Controller persistent disk resource.
 pdID 1 string ! -- pdID is the ID that identifies Photon Controller persistent disk
 fsType 2 string -- fsType is the filesystem type to mount.
core/v1.PortworxVolumeSource -- PortworxVolumeSource represents a Portworx volume resource.
 volumeID 1 string ! -- volumeID uniquely identifies a Portworx volume
 fsType 2 string -- fSType represents the filesystem type to mount Must be a filesystem type supported by the host operating system.
 readOnly 3 bool -- readOnly defaults to false (read/write).
core/v1.ScaleIOVolumeSource -- ScaleIOVolumeSource represents a persistent ScaleIO volume
 gateway 1 string ! -- gateway is the host address of the ScaleIO API Gateway.
 system 2 string ! -- system is the name of the storage system as configured in ScaleIO.
 secretRef 3 core/v1.LocalObjectReference * ! -- secretRef references to the secret for ScaleIO user and other sensitive information.
 sslEnabled 4 bool -- sslEnabled Flag enable/disable SSL communication with Gateway, default false
 protectionDomain 5 string -- protectionDomain is the name of the ScaleIO Protection Domain for the configured storage.
 storagePool 6 string -- storagePool is the ScaleIO Storage Pool associated with the protection domain.
 storageMode 7 string ="ThinProvisioned" -- storageMode indicates whether the storage for a volume should be ThickProvisioned or ThinProvisioned.
 volumeName 8 string -- volumeName is the name of a volume already created in the ScaleIO system that is associated with this volume source.
 fsType 9 string ="xfs" -- fsType is the filesystem type to mount.
 readOnly 10 bool -- readOnly Defaults to false (read/write).
core/v1.ProjectedVolumeSource -- Represents a projected volume source
 sources 1 []core/v1.VolumeProjection ! -- sources is the list of volume projections.
 defaultMode 2 int32 * -- defaultMode are the mode bits used to set permissions on created files by default.
 defaultUser 3 int64 * -- defaultUser is Optional: The owner UID of the created files by default.
core/v1.VolumeProjection -- Projection that may be projected along with other supported volume types.
 secret 1 core/v1.SecretProjection * -- secret information about the secret data to project
 downwardAPI 2 core/v1.DownwardAPIProjection * -- downwardAPI information about the downwardAPI data to project
 configMap 3 core/v1.ConfigMapProjection * -- configMap information about the configMap data to project
 serviceAccountToken 4 core/v1.ServiceAccountTokenProjection * -- serviceAccountToken is information about the serviceAccountToken data to project
 clusterTrustBundle 5 core/v1.ClusterTrustBundleProjection * -- ClusterTrustBundle allows a pod to access the '.spec.trustBundle' field of ClusterTrustBundle objects in an auto-updating file.
 podCertificate 6 core/v1.PodCertificateProjection * -- Projects an auto-rotating credential bundle (private key and certificate chain) that the pod can use either as a TLS client or server.
core/v1.SecretProjection -- Adapts a secret into a projected volume.
 localObjectReference 1 core/v1.LocalObjectReference inline -- 
 items 2 []core/v1.KeyToPath -- items if unspecified, each key-value pair in the Data field of the referenced Secret will be projected into the volume as a file whose name is the key and content is the value.
 optional 4 bool * -- optional field specify whether the Secret or its key must be defined
core/v1.DownwardAPIProjection -- Represents downward API info for projecting into a projected volume.
 items 1 []core/v1.DownwardAPIVolumeFile -- Items is a list of DownwardAPIVolume file
core/v1.ConfigMapProjection -- Adapts a ConfigMap into a projected volume.
 localObjectReference 1 core/v1.LocalObjectReference inline -- 
 items 2 []core/v1.KeyToPath -- items if unspecified, each key-value pair in the Data field of the referenced ConfigMap will be projected into the volume as a file whose name is the key and content is the value.
 optional 4 bool * -- optional specify whether the ConfigMap or its keys must be defined
core/v1.ServiceAccountTokenProjection -- ServiceAccountTokenProjection represents a projected service account token volume.
 audience 1 string -- audience is the intended audience of the token.
 expirationSeconds 2 int64 * -- expirationSeconds is the requested duration of validity of the service account token.
 path 3 string ! -- path is the path relative to the mount point of the file to project the token into.
 user 4 int64 * -- user is Optional: The owner UID of the created file.
core/v1.ClusterTrustBundleProjection -- ClusterTrustBundleProjection describes how to select a set of ClusterTrustBundle objects and project their contents into the pod filesystem.
 name 1 string * -- Select a single ClusterTrustBundle by object name.
 signerName 2 string * -- Select all ClusterTrustBundles that match this signer name.
 labelSelector 3 meta/v1.LabelSelector * -- Select all ClusterTrustBundles that match this label selector.
 path 4 string ! -- Relative path from the volume root to write the bundle.
 optional 5 bool * -- If true, don't block pod startup if the referenced ClusterTrustBundle(s) aren't available.
 user 6 int64 * -- user is Optional: The owner UID of the created file.
meta/v1.LabelSelector atomic -- A label selector is a label query over a set of resources.
 matchLabels 1 {}string -- matchLabels is a map of {key,value} pairs.
 matchExpressions 2 []meta/v1.LabelSelectorRequirement -- matchExpressions is a list of label selector requirements.
meta/v1.LabelSelectorRequirement -- A label selector requirement is a selector that contains values, a key, and an operator that relates the key and values.
 key 1 string ! -- key is the label key that the selector applies to.
 operator 2 string ! -- operator represents a key's relationship to a set of values.
 values 3 []string -- values is an array of string values.
core/v1.PodCertificateProjection -- PodCertificateProjection provides a private key and X.509 certificate in the pod filesystem.
 signerName 1 string required -- Kubelet's generated CSRs will be addressed to this signer.
 keyType 2 string required -- The type of keypair Kubelet will generate for the pod.
 maxExpirationSeconds 3 int32 * -- maxExpirationSeconds is the maximum lifetime permitted for the certificate.
 credentialBundlePath 4 string -- Write the credential bundle at this path in the projected volume.
 keyPath 5 string -- Write the key at this path in the projected volume.
 certificateChainPath 6 string -- Write the certificate chain at this path in the projected volume.
 userAnnotations 7 {}string -- userAnnotations allow pod authors to pass additional information to the signer implementation.
 user 8 int64 * -- user is Optional: The owner UID of the created file.
core/v1.StorageOSVolumeSource -- Represents a StorageOS persistent volume resource.
 volumeName 1 string -- volumeName is the human-readable name of the StorageOS volume.
 volumeNamespace 2 string -- volumeNamespace specifies the scope of the volume within StorageOS.
 fsType 3 string -- fsType is the filesystem type to mount.
 readOnly 4 bool -- readOnly defaults to false (read/write).
 secretRef 5 core/v1.LocalObjectReference * -- secretRef specifies the secret to use for obtaining the StorageOS API credentials.
core/v1.CSIVolumeSource -- Represents a source location of a volume to mount, managed by an external CSI driver
 driver 1 string ! -- driver is the name of the CSI driver that handles this volume.
 readOnly 2 bool * -- readOnly specifies a read-only configuration for the volume.
 fsType 3 string * -- fsType to mount.
 volumeAttributes 4 {}string -- volumeAttributes stores driver-specific properties that are passed to the CSI driver.
 nodePublishSecretRef 5 core/v1.LocalObjectReference * -- nodePublishSecretRef is a reference to the secret object containing sensitive information to pass to the CSI driver to complete the CSI NodePublishVolume and NodeUnpublishVolume calls.
core/v1.EphemeralVolumeSource -- Represents an ephemeral volume that is handled by a normal storage driver.
 volumeClaimTemplate 1 core/v1.PersistentVolumeClaimTemplate * -- Will be used to create a stand-alone PVC to provision the volume.
core/v1.PersistentVolumeClaimTemplate -- PersistentVolumeClaimTemplate is used to produce PersistentVolumeClaim objects as part of an EphemeralVolumeSource.
 metadata 1 meta/v1.ObjectMeta -- May contain labels and annotations that will be copied into the PVC when creating it.
 spec 2 core/v1.PersistentVolumeClaimSpec ! -- The specification for the PersistentVolumeClaim.
core/v1.PersistentVolumeClaimSpec -- PersistentVolumeClaimSpec describes the common attributes of storage devices and allows a Source for provider-specific attributes
 accessModes 1 []string -- accessModes contains the desired access modes the volume should have.
 resources 2 core/v1.VolumeResourceRequirements -- resources represents the minimum resources the volume should have.
 volumeName 3 string -- volumeName is the binding reference to the PersistentVolume backing this claim.
 selector 4 meta/v1.LabelSelector * -- selector is a label query over volumes to consider for binding.
 storageClassName 5 string * -- storageClassName is the name of the StorageClass required by the claim.
 volumeMode 6 string * -- volumeMode defines what type of volume is required by the claim.
 dataSource 7 core/v1.TypedLocalObjectReference * -- dataSource field can be used to specify either: * An existing VolumeSnapshot object (snapshot.storage.k8s.io/VolumeSnapshot) * An existing PVC (PersistentVolumeClaim) If the provisioner or an external controller can s...
 dataSourceRef 8 core/v1.TypedObjectReference * -- dataSourceRef specifies the object from which to populate the volume with data, if a non-empty volume is desired.
 volumeAttributesClassName 9 string * -- volumeAttributesClassName may be used to set the VolumeAttributesClass used by this claim.
core/v1.VolumeResourceRequirements -- VolumeResourceRequirements describes the storage resource requirements for a volume.
 limits 1 {}Quantity -- Limits describes the maximum amount of compute resources allowed.
 requests 2 {}Quantity -- Requests describes the minimum amount of compute resources required.
core/v1.TypedLocalObjectReference atomic -- TypedLocalObjectReference contains enough information to let you locate the typed referenced object inside the same namespace.
 apiGroup 1 string * ! -- APIGroup is the group for the resource being referenced.
 kind 2 string ! -- Kind is the type of resource being referenced
 name 3 string ! -- Name is the name of resource being referenced
core/v1.TypedObjectReference -- TypedObjectReference contains enough information to let you locate the typed referenced object
 apiGroup 1 string * ! -- APIGroup is the group for the resource being referenced.
 kind 2 string ! -- Kind is the type of resource being referenced
 name 3 string ! -- Name is the name of resource being referenced
 namespace 4 string * -- Namespace is the namespace of resource being referenced Note that when a namespace is specified, a gateway.networking.k8s.io/ReferenceGrant object is required in the referent namespace to allow that namespace's owner ...
core/v1.ImageVolumeSource -- ImageVolumeSource represents a image volume resource.
 reference 1 string -- Required: Image or artifact reference to be used.
 pullPolicy 2 string -- Policy for pulling OCI objects.
core/v1.Container -- A single application container that you want to run within a pod.
 name 1 string ! -- Name of the container specified as a DNS_LABEL.
 image 2 string -- Container image name.
 command 3 []string -- Entrypoint array.
 args 4 []string -- Arguments to the entrypoint.
 workingDir 5 string -- Container's working directory.
 ports 6 []core/v1.ContainerPort map(containerPort,protocol) patch(merge:containerPort) -- List of ports to expose from the container.
 env 7 []core/v1.EnvVar map(name) patch(merge:name) -- List of environment variables to set in the container.
 resources 8 core/v1.ResourceRequirements -- Compute Resources required by this container.
 volumeMounts 9 []core/v1.VolumeMount map(mountPath) patch(merge:mountPath) -- Pod volumes to mount into the container's filesystem.
 livenessProbe 10 core/v1.Probe * -- Periodic probe of container liveness.
 readinessProbe 11 core/v1.Probe * -- Periodic probe of container service readiness.
 lifecycle 12 core/v1.Lifecycle * -- Actions that the management system should take in response to container lifecycle events.
 terminationMessagePath 13 string -- Optional: Path at which the file to which the container's termination message will be written is mounted into the container's filesystem.
 imagePullPolicy 14 string -- Image pull policy.
 securityContext 15 core/v1.SecurityContext * -- SecurityContext defines the security options the container should be run with.
 stdin 16 bool -- Whether this container should allocate a buffer for stdin in the container runtime.
 stdinOnce 17 bool -- Whether the container runtime should close the stdin channel after it has been opened by a single attach.
 tty 18 bool -- Whether this container should allocate a TTY for itself, also requires 'stdin' to be true.
 envFrom 19 []core/v1.EnvFromSource -- List of sources to populate environment variables in the container.
 terminationMessagePolicy 20 string -- Indicate how the termination message should be populated.
 volumeDevices 21 []core/v1.VolumeDevice map(devicePath) patch(merge:devicePath) -- volumeDevices is the list of block devices to be used by the container.
 startupProbe 22 core/v1.Probe * -- StartupProbe indicates that the Pod has successfully initialized.
 resizePolicy 23 []core/v1.ContainerResizePolicy -- Resources resize policy for the container.
 restartPolicy 24 string * -- RestartPolicy defines the restart behavior of individual containers in a pod.
 restartPolicyRules 25 []core/v1.ContainerRestartRule -- Represents a list of rules to be checked to determine if the container should be restarted on exit.
core/v1.ContainerPort -- ContainerPort represents a network port in a single container.
 name 1 string -- If specified, this must be an IANA_SVC_NAME and unique within the pod.
 hostPort 2 int32 -- Number of port to expose on the host.
 containerPort 3 int32 ! -- Number of port to expose on the pod's IP address.
 protocol 4 string ="TCP" -- Protocol for port.
 hostIP 5 string -- What host IP to bind the external port to.
core/v1.EnvVar -- EnvVar represents an environment variable present in a Container.
 name 1 string ! -- Name of the environment variable.
 value 2 string -- Variable references $(VAR_NAME) are expanded using the previously defined environment variables in the container and any service environment variables.
 valueFrom 3 core/v1.EnvVarSource * -- Source for the environment variable's value.
core/v1.EnvVarSource -- EnvVarSource represents a source for the value of an EnvVar.
 fieldRef 1 core/v1.ObjectFieldSelector * -- Selects a field of the pod: supports metadata.name, metadata.namespace, 'metadata.labels['<KEY>']', 'metadata.annotations['<KEY>']', spec.nodeName, spec.serviceAccountName, status.hostIP, status.podIP, status.podIPs.
 resourceFieldRef 2 core/v1.ResourceFieldSelector * -- Selects a resource of the container: only resources limits and requests (limits.cpu, limits.memory, limits.ephemeral-storage, requests.cpu, requests.memory and requests.ephemeral-storage) are currently supported.
 configMapKeyRef 3 core/v1.ConfigMapKeySelector * -- Selects a key of a ConfigMap.
 secretKeyRef 4 core/v1.SecretKeySelector * -- Selects a key of a secret in the pod's namespace
 fileKeyRef 5 core/v1.FileKeySelector * -- FileKeyRef selects a key of the env file.
core/v1.ConfigMapKeySelector atomic -- Selects a key from a ConfigMap.
 localObjectReference 1 core/v1.LocalObjectReference inline -- The ConfigMap to select from.
 key 2 string ! -- The key to select from the ConfigMap's Data field.
 optional 3 bool * -- Specify whether the ConfigMap or its key must be defined
core/v1.SecretKeySelector atomic -- SecretKeySelector selects a key of a Secret.
 localObjectReference 1 core/v1.LocalObjectReference inline -- The name of the secret in the pod's namespace to select from.
 key 2 string ! -- The key of the secret to select from.
 optional 3 bool * -- Specify whether the Secret or its key must be defined
core/v1.FileKeySelector atomic -- FileKeySelector selects a key of the env file.
 volumeName 1 string ! required -- The name of the volume mount containing the env file.
 path 2 string ! required -- The path within the volume from which to select the file.
 key 3 string ! required -- The key within the env file.
 optional 4 bool * =false -- Specify whether the file or its key must be defined.
core/v1.ResourceRequirements -- ResourceRequirements describes the compute resource requirements.
 limits 1 {}Quantity -- Limits describes the maximum amount of compute resources allowed.
 requests 2 {}Quantity -- Requests describes the minimum amount of compute resources required.
 claims 3 []core/v1.ResourceClaim map(name) -- Claims lists the names of resources, defined in spec.resourceClaims, that are used by this container.
core/v1.ResourceClaim -- ResourceClaim references one entry in PodSpec.ResourceClaims.
 name 1 string ! -- Name must match the name of one entry in pod.spec.resourceClaims of the Pod where this field is used.
 request 2 string -- Request is the name chosen for a request in the referenced claim.
core/v1.VolumeMount -- VolumeMount describes a mounting of a Volume within a container.
 name 1 string ! -- This must match the Name of a Volume.
 readOnly 2 bool -- Mounted read-only if true, read-write otherwise (false or unspecified).
 mountPath 3 string ! -- Path within the container at which the volume should be mounted.
 subPath 4 string -- Path within the volume from which the container's volume should be mounted.
 mountPropagation 5 string * -- mountPropagation determines how mounts are propagated from the host to container and the other way around.
 subPathExpr 6 string -- Expanded path within the volume from which the container's volume should be mounted.
 recursiveReadOnly 7 string * -- RecursiveReadOnly specifies whether read-only mounts should be handled recursively.
 bindMountOptions 8 []string set -- bindMountOptions is the list of additional bind mount options to apply when mounting this volume into the container.
core/v1.Probe -- Probe describes a health check to be performed against a container to determine whether it is alive or ready to receive traffic.
 handler 1 core/v1.ProbeHandler inline -- The action taken to determine the health of a container
 initialDelaySeconds 2 int32 -- Number of seconds after the container has started before liveness probes are initiated.
 timeoutSeconds 3 int32 -- Number of seconds after which the probe times out.
 periodSeconds 4 int32 -- How often (in seconds) to perform the probe.
 successThreshold 5 int32 -- Minimum consecutive successes for the probe to be considered successful after having failed.
 failureThreshold 6 int32 -- Minimum consecutive failures for the probe to be considered failed after having succeeded.
 terminationGracePeriodSeconds 7 int64 * -- Optional duration in seconds the pod needs to terminate gracefully upon probe failure.
core/v1.ProbeHandler -- ProbeHandler defines a specific action that should be taken in a probe.
 exec 1 core/v1.ExecAction * -- Exec specifies a command to execute in the container.
 httpGet 2 core/v1.HTTPGetAction * -- HTTPGet specifies an HTTP GET request to perform.
 tcpSocket 3 core/v1.TCPSocketAction * -- TCPSocket specifies a connection to a TCP port.
 grpc 4 core/v1.GRPCAction * -- GRPC specifies a GRPC HealthCheckRequest.
core/v1.ExecAction -- ExecAction describes a "run in container" action.
 command 1 []string -- Command is the command line to execute inside the container, the working directory for the command is root ('/') in the container's filesystem.
core/v1.HTTPGetAction -- HTTPGetAction describes an action based on HTTP Get requests.
 path 1 string -- Path to access on the HTTP server.
 port 2 IntOrString ! -- Name or number of the port to access on the container.
 host 3 string -- Host name to connect to, defaults to the pod IP.
 scheme 4 string -- Scheme to use for connecting to the host.
 httpHeaders 5 []core/v1.HTTPHeader -- Custom headers to set in the request.
 protocol 6 string * -- Protocol selects the wire protocol for the probe connection.
core/v1.HTTPHeader -- HTTPHeader describes a custom header to be used in HTTP probes
 name 1 string ! -- The header field name.
 value 2 string ! -- The header field value
core/v1.TCPSocketAction -- TCPSocketAction describes an action based on opening a socket
 port 1 IntOrString ! -- Number or name of the port to access on the container.
 host 2 string -- Optional: Host name to connect to, defaults to the pod IP.
core/v1.GRPCAction -- GRPCAction specifies an action involving a GRPC service.
 port 1 int32 ! -- Port number of the gRPC service.
 service 2 string * ! ="" -- Service is the name of the service to place in the gRPC HealthCheckRequest (see https://github.com/grpc/grpc/blob/master/doc/health-checking.md).
 mode 3 string * -- mode specifies the connection mode for the gRPC health probe.
core/v1.Lifecycle -- Lifecycle describes actions that the management system should take in response to container lifecycle events.
 postStart 1 core/v1.LifecycleHandler * -- PostStart is called immediately after a container is created.
 preStop 2 core/v1.LifecycleHandler * -- PreStop is called immediately before a container is terminated due to an API request or management event such as liveness/startup probe failure, preemption, resource contention, etc.
 stopSignal 3 string * -- StopSignal defines which signal will be sent to a container when it is being stopped.
core/v1.LifecycleHandler -- LifecycleHandler defines a specific action that should be taken in a lifecycle hook.
 exec 1 core/v1.ExecAction * -- Exec specifies a command to execute in the container.
 httpGet 2 core/v1.HTTPGetAction * -- HTTPGet specifies an HTTP GET request to perform.
 tcpSocket 3 core/v1.TCPSocketAction * -- Deprecated.
 sleep 4 core/v1.SleepAction * -- Sleep represents a duration that the container should sleep.
core/v1.SleepAction -- SleepAction describes a "sleep" action.
 seconds 1 int64 ! -- Seconds is the number of seconds to sleep.
core/v1.SecurityContext -- SecurityContext holds security configuration that will be applied to a container.
 capabilities 1 core/v1.Capabilities * -- The capabilities to add/drop when running containers.
 privileged 2 bool * -- Run container in privileged mode.
 seLinuxOptions 3 core/v1.SELinuxOptions * -- The SELinux context to be applied to the container.
 runAsUser 4 int64 * -- The UID to run the entrypoint of the container process.
 runAsNonRoot 5 bool * -- Indicates that the container must run as a non-root user.
 readOnlyRootFilesystem 6 bool * -- Whether this container has a read-only root filesystem.
 allowPrivilegeEscalation 7 bool * -- AllowPrivilegeEscalation controls whether a process can gain more privileges than its parent process.
 runAsGroup 8 int64 * -- The GID to run the entrypoint of the container process.
 procMount 9 string * -- procMount denotes the type of proc mount to use for the containers.
 windowsOptions 10 core/v1.WindowsSecurityContextOptions * -- The Windows specific settings applied to all containers.
 seccompProfile 11 core/v1.SeccompProfile * -- The seccomp options to use by this container.
 appArmorProfile 12 core/v1.AppArmorProfile * -- appArmorProfile is the AppArmor options to use by this container.
core/v1.Capabilities -- Adds and removes POSIX capabilities from running containers.
 add 1 []string -- Added capabilities
 drop 2 []string -- Removed capabilities
core/v1.SELinuxOptions -- SELinuxOptions are the labels to be applied to the container
 user 1 string -- User is a SELinux user label that applies to the container.
 role 2 string -- Role is a SELinux role label that applies to the container.
 type 3 string -- Type is a SELinux type label that applies to the container.
 level 4 string -- Level is SELinux level label that applies to the container.
core/v1.WindowsSecurityContextOptions -- WindowsSecurityContextOptions contain Windows-specific options and credentials.
 gmsaCredentialSpecName 1 string * -- GMSACredentialSpecName is the name of the GMSA credential spec to use.
 gmsaCredentialSpec 2 string * -- GMSACredentialSpec is where the GMSA admission webhook (https://github.com/kubernetes-sigs/windows-gmsa) inlines the contents of the GMSA credential spec named by the GMSACredentialSpecName field.
 runAsUserName 3 string * -- The UserName in Windows to run the entrypoint of the container process.
 hostProcess 4 bool * -- HostProcess determines if a container should be run as a 'Host Process' container.
core/v1.SeccompProfile -- SeccompProfile defines a pod/container's seccomp profile settings.
 type 1 string ! -- type indicates which kind of seccomp profile will be applied.
 localhostProfile 2 string * -- localhostProfile indicates a profile defined in a file on the node should be used.
core/v1.AppArmorProfile -- AppArmorProfile defines a pod or container's AppArmor settings.
 type 1 string ! -- type indicates which kind of AppArmor profile will be applied.
 localhostProfile 2 string * -- localhostProfile indicates a profile loaded on the node that should be used.
core/v1.EnvFromSource -- EnvFromSource represents the source of a set of ConfigMaps or Secrets
 prefix 1 string -- Optional text to prepend to the name of each environment variable.
 configMapRef 2 core/v1.ConfigMapEnvSource * -- The ConfigMap to select from
 secretRef 3 core/v1.SecretEnvSource * -- The Secret to select from
core/v1.ConfigMapEnvSource -- ConfigMapEnvSource selects a ConfigMap to populate the environment variables with.
 localObjectReference 1 core/v1.LocalObjectReference inline -- The ConfigMap to select from.
 optional 2 bool * -- Specify whether the ConfigMap must be defined
core/v1.SecretEnvSource -- SecretEnvSource selects a Secret to populate the environment variables with.
 localObjectReference 1 core/v1.LocalObjectReference inline -- The Secret to select from.
 optional 2 bool * -- Specify whether the Secret must be defined
core/v1.VolumeDevice -- volumeDevice describes a mapping of a raw block device within a container.
 name 1 string ! -- name must match the name of a persistentVolumeClaim in the pod
 devicePath 2 string ! -- devicePath is the path inside of the container that the device will be mapped to.
core/v1.ContainerResizePolicy -- ContainerResizePolicy represents resource resize policy for the container.
 resourceName 1 string ! -- Name of the resource to which this resource resize policy applies.
 restartPolicy 2 string ! -- Restart policy to apply when specified resource is resized.
core/v1.ContainerRestartRule -- ContainerRestartRule describes how a container exit is handled.
 action 1 string required -- Specifies the action taken on a container exit if the requirements are satisfied.
 exitCodes 2 core/v1.ContainerRestartRuleOnExitCodes * -- Represents the exit codes to check on container exits.
core/v1.ContainerRestartRuleOnExitCodes -- ContainerRestartRuleOnExitCodes describes the condition for handling an exited container based on its exit codes.
 operator 1 string required -- Represents the relationship between the container exit code(s) and the specified values.
 values 2 []int32 set -- Specifies the set of values to check for container exit codes.
core/v1.PodSecurityContext -- PodSecurityContext holds pod-level security attributes and common container settings.
 seLinuxOptions 1 core/v1.SELinuxOptions * -- The SELinux context to be applied to all containers.
 runAsUser 2 int64 * -- The UID to run the entrypoint of the container process.
 runAsNonRoot 3 bool * -- Indicates that the container must run as a non-root user.
 supplementalGroups 4 []int64 -- A list of groups applied to the first process run in each container, in addition to the container's primary GID and fsGroup (if specified).
 fsGroup 5 int64 * -- A special supplemental group that applies to all containers in a pod.
 runAsGroup 6 int64 * -- The GID to run the entrypoint of the container process.
 sysctls 7 []core/v1.Sysctl -- Sysctls hold a list of namespaced sysctls used for the pod.
 windowsOptions 8 core/v1.WindowsSecurityContextOptions * -- The Windows specific settings applied to all containers.
 fsGroupChangePolicy 9 string * -- fsGroupChangePolicy defines behavior of changing ownership and permission of the volume before being exposed inside Pod.
 seccompProfile 10 core/v1.SeccompProfile * -- The seccomp options to use by the containers in this pod.
 appArmorProfile 11 core/v1.AppArmorProfile * -- appArmorProfile is the AppArmor options to use by the containers in this pod.
 supplementalGroupsPolicy 12 string * -- Defines how supplemental groups of the first container processes are calculated.
 seLinuxChangePolicy 13 string * -- seLinuxChangePolicy defines how the container's SELinux label is applied to all volumes used by the Pod.
core/v1.Sysctl -- Sysctl defines a kernel parameter to be set
 name 1 string ! -- Name of a property to set
 value 2 string ! -- Value of a property to set
core/v1.Affinity -- Affinity is a group of affinity scheduling rules.
 nodeAffinity 1 core/v1.NodeAffinity * -- Describes node affinity scheduling rules for the pod.
 podAffinity 2 core/v1.PodAffinity * -- Describes pod affinity scheduling rules (e.g.
 podAntiAffinity 3 core/v1.PodAntiAffinity * -- Describes pod anti-affinity scheduling rules (e.g.
core/v1.NodeAffinity -- Node affinity is a group of node affinity scheduling rules.
 requiredDuringSchedulingIgnoredDuringExecution 1 core/v1.NodeSelector * -- If the affinity requirements specified by this field are not met at scheduling time, the pod will not be scheduled onto the node.
 preferredDuringSchedulingIgnoredDuringExecution 2 []core/v1.PreferredSchedulingTerm -- The scheduler will prefer to schedule pods to nodes that satisfy the affinity expressions specified by this field, but it may choose a node that violates one or more of the expressions.
core/v1.NodeSelector atomic -- A node selector represents the union of the results of one or more label queries over a set of nodes; that is, it represents the OR of the selectors represented by the node selector terms.
 nodeSelectorTerms 1 []core/v1.NodeSelectorTerm ! -- Required.
core/v1.NodeSelectorTerm atomic -- A null or empty node selector term matches no objects.
 matchExpressions 1 []core/v1.NodeSelectorRequirement -- A list of node selector requirements by node's labels.
 matchFields 2 []core/v1.NodeSelectorRequirement -- A list of node selector requirements by node's fields.
core/v1.NodeSelectorRequirement -- A node selector requirement is a selector that contains values, a key, and an operator that relates the key and values.
 key 1 string ! -- The label key that the selector applies to.
 operator 2 string ! -- Represents a key's relationship to a set of values.
 values 3 []string -- An array of string values.
core/v1.PreferredSchedulingTerm -- An empty preferred scheduling term matches all objects with implicit weight 0 (i.e.
 weight 1 int32 ! -- Weight associated with matching the corresponding nodeSelectorTerm, in the range 1-100.
 preference 2 core/v1.NodeSelectorTerm ! -- A node selector term, associated with the corresponding weight.
core/v1.PodAffinity -- Pod affinity is a group of inter pod affinity scheduling rules.
 requiredDuringSchedulingIgnoredDuringExecution 1 []core/v1.PodAffinityTerm -- If the affinity requirements specified by this field are not met at scheduling time, the pod will not be scheduled onto the node.
 preferredDuringSchedulingIgnoredDuringExecution 2 []core/v1.WeightedPodAffinityTerm -- The scheduler will prefer to schedule pods to nodes that satisfy the affinity expressions specified by this field, but it may choose a node that violates one or more of the expressions.
core/v1.PodAffinityTerm -- Defines a set of pods (namely those matching the labelSelector relative to the given namespace(s)) that this pod should be co-located (affinity) or not co-located (anti-affinity) with, where co-located is defined as r...
 labelSelector 1 meta/v1.LabelSelector * -- A label query over a set of resources, in this case pods.
 namespaces 2 []string -- namespaces specifies a static list of namespace names that the term applies to.
 topologyKey 3 string ! -- This pod should be co-located (affinity) or not co-located (anti-affinity) with the pods matching the labelSelector in the specified namespaces, where co-located is defined as running on a node whose value of the labe...
 namespaceSelector 4 meta/v1.LabelSelector * -- A label query over the set of namespaces that the term applies to.
 matchLabelKeys 5 []string -- MatchLabelKeys is a set of pod label keys to select which pods will be taken into consideration.
 mismatchLabelKeys 6 []string -- MismatchLabelKeys is a set of pod label keys to select which pods will be taken into consideration.
core/v1.WeightedPodAffinityTerm -- The weights of all of the matched WeightedPodAffinityTerm fields are added per-node to find the most preferred node(s)
 weight 1 int32 ! -- weight associated with matching the corresponding podAffinityTerm, in the range 1-100.
 podAffinityTerm 2 core/v1.PodAffinityTerm ! -- Required.
core/v1.PodAntiAffinity -- Pod anti affinity is a group of inter pod anti affinity scheduling rules.
 requiredDuringSchedulingIgnoredDuringExecution 1 []core/v1.PodAffinityTerm -- If the anti-affinity requirements specified by this field are not met at scheduling time, the pod will not be scheduled onto the node.
 preferredDuringSchedulingIgnoredDuringExecution 2 []core/v1.WeightedPodAffinityTerm -- The scheduler will prefer to schedule pods to nodes that satisfy the anti-affinity expressions specified by this field, but it may choose a node that violates one or more of the expressions.
core/v1.Toleration -- The pod this Toleration is attached to tolerates any taint that matches the triple <key,value,effect> using the matching operator <operator>.
 key 1 string -- Key is the taint key that the toleration applies to.
 operator 2 string -- Operator represents a key's relationship to the value.
 value 3 string -- Value is the taint value the toleration matches to.
 effect 4 string -- Effect indicates the taint effect to match.
 tolerationSeconds 5 int64 * -- TolerationSeconds represents the period of time the toleration (which must be of effect NoExecute, otherwise this field is ignored) tolerates the taint.
core/v1.HostAlias -- HostAlias holds the mapping between IP and hostnames that will be injected as an entry in the pod's hosts file.
 ip 1 string ! required -- IP address of the host file entry.
 hostnames 2 []string -- Hostnames for the above IP address.
core/v1.PodDNSConfig -- PodDNSConfig defines the DNS parameters of a pod in addition to those generated from DNSPolicy.
 nameservers 1 []string -- A list of DNS name server IP addresses.
 searches 2 []string -- A list of DNS search domains for host-name lookup.
 options 3 []core/v1.PodDNSConfigOption -- A list of DNS resolver options.
core/v1.PodDNSConfigOption -- PodDNSConfigOption defines DNS resolver options of a pod.
 name 1 string -- Name is this DNS resolver option's name.
 value 2 string * -- Value is this DNS resolver option's value.
core/v1.PodReadinessGate -- PodReadinessGate contains the reference to a pod condition
 conditionType 1 string ! -- ConditionType refers to a condition in the pod's condition list with matching type.
core/v1.TopologySpreadConstraint -- TopologySpreadConstraint specifies how to spread matching pods among the given topology.
 maxSkew 1 int32 ! -- MaxSkew describes the degree to which pods may be unevenly distributed.
 topologyKey 2 string ! -- TopologyKey is the key of node labels.
 whenUnsatisfiable 3 string ! -- WhenUnsatisfiable indicates how to deal with a pod if it doesn't satisfy the spread constraint.
 labelSelector 4 meta/v1.LabelSelector * -- LabelSelector is used to find matching pods.
 minDomains 5 int32 * -- MinDomains indicates a minimum number of eligible domains.
 nodeAffinityPolicy 6 string * -- NodeAffinityPolicy indicates how we will treat Pod's nodeAffinity/nodeSelector when calculating pod topology spread skew.
 nodeTaintsPolicy 7 string * -- NodeTaintsPolicy indicates how we will treat node taints when calculating pod topology spread skew.
 matchLabelKeys 8 []string -- MatchLabelKeys is a set of pod label keys to select the pods over which spreading will be calculated.
core/v1.EphemeralContainer -- An EphemeralContainer is a temporary container that you may add to an existing Pod for user-initiated activities such as debugging.
 ephemeralContainerCommon 1 core/v1.EphemeralContainerCommon inline -- Ephemeral containers have all of the fields of Container, plus additional fields specific to ephemeral containers.
 targetContainerName 2 string -- If set, the name of the container from PodSpec that this ephemeral container targets.
core/v1.EphemeralContainerCommon -- EphemeralContainerCommon is a copy of all fields in Container to be inlined in EphemeralContainer.
 name 1 string ! -- Name of the ephemeral container specified as a DNS_LABEL.
 image 2 string -- Container image name.
 command 3 []string -- Entrypoint array.
 args 4 []string -- Arguments to the entrypoint.
 workingDir 5 string -- Container's working directory.
 ports 6 []core/v1.ContainerPort map(containerPort,protocol) patch(merge:containerPort) -- Ports are not allowed for ephemeral containers.
 env 7 []core/v1.EnvVar map(name) patch(merge:name) -- List of environment variables to set in the container.
 resources 8 core/v1.ResourceRequirements -- Resources are not allowed for ephemeral containers.
 volumeMounts 9 []core/v1.VolumeMount map(mountPath) patch(merge:mountPath) -- Pod volumes to mount into the container's filesystem.
 livenessProbe 10 core/v1.Probe * -- Probes are not allowed for ephemeral containers.
 readinessProbe 11 core/v1.Probe * -- Probes are not allowed for ephemeral containers.
 lifecycle 12 core/v1.Lifecycle * -- Lifecycle is not allowed for ephemeral containers.
 terminationMessagePath 13 string -- Optional: Path at which the file to which the container's termination message will be written is mounted into the container's filesystem.
 imagePullPolicy 14 string -- Image pull policy.
 securityContext 15 core/v1.SecurityContext * -- Optional: SecurityContext defines the security options the ephemeral container should be run with.
 stdin 16 bool -- Whether this container should allocate a buffer for stdin in the container runtime.
 stdinOnce 17 bool -- Whether the container runtime should close the stdin channel after it has been opened by a single attach.
 tty 18 bool -- Whether this container should allocate a TTY for itself, also requires 'stdin' to be true.
 envFrom 19 []core/v1.EnvFromSource -- List of sources to populate environment variables in the container.
 terminationMessagePolicy 20 string -- Indicate how the termination message should be populated.
 volumeDevices 21 []core/v1.VolumeDevice map(devicePath) patch(merge:devicePath) -- volumeDevices is the list of block devices to be used by the container.
 startupProbe 22 core/v1.Probe * -- Probes are not allowed for ephemeral containers.
 resizePolicy 23 []core/v1.ContainerResizePolicy -- Resources resize policy for the container.
 restartPolicy 24 string * -- Restart policy for the container to manage the restart behavior of each container within a pod.
 restartPolicyRules 25 []core/v1.ContainerRestartRule -- Represents a list of rules to be checked to determine if the container should be restarted on exit.
core/v1.PodOS -- PodOS defines the OS parameters of a pod.
 name 1 string ! -- Name is the name of the operating system.
core/v1.PodSchedulingGate -- PodSchedulingGate is associated to a Pod to guard its scheduling.
 name 1 string ! -- Name of the scheduling gate.
core/v1.PodResourceClaim -- PodResourceClaim references exactly one ResourceClaim, either directly or by naming a ResourceClaimTemplate which is then turned into a ResourceClaim for the pod.
 name 1 string ! -- Name uniquely identifies this resource claim inside the pod.
 resourceClaimName 3 string * -- ResourceClaimName is the name of a ResourceClaim object in the same namespace as this pod.
 resourceClaimTemplateName 4 string * -- ResourceClaimTemplateName is the name of a ResourceClaimTemplate object in the same namespace as this pod.
core/v1.PodSchedulingGroup -- PodSchedulingGroup identifies the runtime scheduling group instance that a Pod belongs to.
 podGroupName 1 string * -- PodGroupName specifies the name of the standalone PodGroup object that represents the runtime instance of this group.
core/v1.EvictionResponder atomic -- EvictionResponder allows you to specify the responder reacting to an Eviction.
 name 1 string ! required -- name allows you to identify the responder responding to the Eviction.
 priority 2 int32 * ! required -- priority for this responder.
core/v1.PodStatus -- PodStatus represents information about the status of a pod.
 phase 1 string -- The phase of a Pod is a simple, high-level summary of where the Pod is in its lifecycle.
 conditions 2 []core/v1.PodCondition map(type) patch(merge:type) -- Current service state of pod.
 message 3 string -- A human readable message indicating details about why the pod is in this condition.
 reason 4 string -- A brief CamelCase message indicating details about why the pod is in this state.
 hostIP 5 string -- hostIP holds the IP address of the host to which the pod is assigned.
 podIP 6 string -- podIP address allocated to the pod.
 startTime 7 Time * -- RFC 3339 date and time at which the object was acknowledged by the Kubelet.
 containerStatuses 8 []core/v1.ContainerStatus -- Statuses of containers in this pod.
 qosClass 9 string -- The Quality of Service (QOS) classification assigned to the pod based on resource requirements See PodQOSClass type for available QOS classes More info: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/#qual...
 initContainerStatuses 10 []core/v1.ContainerStatus -- Statuses of init containers in this pod.
 nominatedNodeName 11 string -- nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods.
 podIPs 12 []core/v1.PodIP map(ip) patch(merge:ip) -- podIPs holds the IP addresses allocated to the pod.
 ephemeralContainerStatuses 13 []core/v1.ContainerStatus -- Statuses for any ephemeral containers that have run in this pod.
 resize 14 string -- Status of resources resize desired for pod's containers.
 resourceClaimStatuses 15 []core/v1.PodResourceClaimStatus map(name) patch(merge,retainKeys:name) -- Status of resource claims.
 hostIPs 16 []core/v1.HostIP patch(merge:ip) -- hostIPs holds the IP addresses allocated to the host.
 observedGeneration 17 int64 -- If set, this represents the .metadata.generation that the pod status was set based upon.
 extendedResourceClaimStatus 18 core/v1.PodExtendedResourceClaimStatus * -- Status of extended resource claim backed by DRA.
 allocatedResources 19 {}Quantity -- AllocatedResources is the total requests allocated for this pod by the node.
 resources 20 core/v1.ResourceRequirements * -- Resources represents the compute resource requests and limits that have been applied at the pod level if pod-level requests or limits are set in PodSpec.Resources
 nodeAllocatableResourceClaimStatuses 21 []core/v1.NodeAllocatableResourceClaimStatus map(resourceClaimName) patch(merge:resourceClaimName) -- NodeAllocatableResourceClaimStatuses contains the status of node-allocatable resources that were allocated for this pod through DRA claims.
 volumeHealth 22 []core/v1.PodVolumeHealth map(name) -- volumeHealth contains node-reported health for each volume the pod is using.
core/v1.PodCondition -- PodCondition contains details for the current condition of this pod.
 type 1 string ! -- Type is the type of the condition.
 status 2 string ! -- Status is the status of the condition.
 lastProbeTime 3 Time -- Last time we probed the condition.
 lastTransitionTime 4 Time -- Last time the condition transitioned from one status to another.
 reason 5 string -- Unique, one-word, CamelCase reason for the condition's last transition.
 message 6 string -- Human-readable message indicating details about last transition.
 observedGeneration 7 int64 -- If set, this represents the .metadata.generation that the pod condition was set based upon.
core/v1.ContainerStatus -- ContainerStatus contains details for the current status of this container.
 name 1 string ! -- Name is a DNS_LABEL representing the unique name of the container.
 state 2 core/v1.ContainerState -- State holds details about the container's current condition.
 lastState 3 core/v1.ContainerState -- LastTerminationState holds the last termination state of the container to help debug container crashes and restarts.
 ready 4 bool ! -- Ready specifies whether the container is currently passing its readiness check.
 restartCount 5 int32 ! -- RestartCount holds the number of times the container has been restarted.
 image 6 string ! -- Image is the name of container image that the container is running.
 imageID 7 string ! -- ImageID is the image ID of the container's image.
 containerID 8 string -- ContainerID is the ID of the container in the format '<type>://<container_id>'.
 started 9 bool * -- Started indicates whether the container has finished its postStart lifecycle hook and passed its startup probe.
 allocatedResources 10 {}Quantity -- AllocatedResources represents the compute resources allocated for this container by the node.
 resources 11 core/v1.ResourceRequirements * -- Resources represents the compute resource requests and limits that have been successfully enacted on the running container after it has been started or has been successfully resized.
 volumeMounts 12 []core/v1.VolumeMountStatus map(mountPath) patch(merge:mountPath) -- Status of volume mounts.
 user 13 core/v1.ContainerUser * -- User represents user identity information initially attached to the first process of the container
 allocatedResourcesStatus 14 []core/v1.ResourceStatus map(name) patch(merge:name) -- AllocatedResourcesStatus represents the status of various resources allocated for this Pod.
 stopSignal 15 string * -- StopSignal reports the effective stop signal for this container
core/v1.ContainerState -- ContainerState holds a possible state of container.
 waiting 1 core/v1.ContainerStateWaiting * -- Details about a waiting container
 running 2 core/v1.ContainerStateRunning * -- Details about a running container
 terminated 3 core/v1.ContainerStateTerminated * -- Details about a terminated container
core/v1.ContainerStateWaiting -- ContainerStateWaiting is a waiting state of a container.
 reason 1 string -- (brief) reason the container is not yet running.
 message 2 string -- Message regarding why the container is not yet running.
core/v1.ContainerStateRunning -- ContainerStateRunning is a running state of a container.
 startedAt 1 Time -- Time at which the container was last (re-)started
core/v1.ContainerStateTerminated -- ContainerStateTerminated is a terminated state of a container.
 exitCode 1 int32 ! -- Exit status from the last termination of the container
 signal 2 int32 -- Signal from the last termination of the container
 reason 3 string -- (brief) reason from the last termination of the container
 message 4 string -- Message regarding the last termination of the container
 startedAt 5 Time -- Time at which previous execution of the container started
 finishedAt 6 Time -- Time at which the container last terminated
 containerID 7 string -- Container's ID in the format '<type>://<container_id>'
core/v1.VolumeMountStatus -- VolumeMountStatus shows status of volume mounts.
 name 1 string ! -- Name corresponds to the name of the original VolumeMount.
 mountPath 2 string ! -- MountPath corresponds to the original VolumeMount.
 readOnly 3 bool -- ReadOnly corresponds to the original VolumeMount.
 recursiveReadOnly 4 string * -- RecursiveReadOnly must be set to Disabled, Enabled, or unspecified (for non-readonly mounts).
 volumeStatus 5 core/v1.VolumeStatus * -- volumeStatus represents volume-type-specific status about the mounted volume.
core/v1.VolumeStatus -- VolumeStatus represents the status of a mounted volume.
 image 1 core/v1.ImageVolumeStatus * -- image represents an OCI object (a container image or artifact) pulled and mounted on the kubelet's host machine.
core/v1.ImageVolumeStatus -- ImageVolumeStatus represents the image-based volume status.
 imageRef 1 string required -- ImageRef is the digest of the image used for this volume.
core/v1.ContainerUser -- ContainerUser represents user identity information
 linux 1 core/v1.LinuxContainerUser * -- Linux holds user identity information initially attached to the first process of the containers in Linux.
core/v1.LinuxContainerUser -- LinuxContainerUser represents user identity information in Linux containers
 uid 1 int64 ! -- UID is the primary uid initially attached to the first process in the container
 gid 2 int64 ! -- GID is the primary gid initially attached to the first process in the container
 supplementalGroups 3 []int64 -- SupplementalGroups are the supplemental groups initially attached to the first process in the container
core/v1.ResourceStatus -- ResourceStatus represents the status of a single resource allocated to a Pod.
 name 1 string ! required -- Name of the resource.
 resources 2 []core/v1.ResourceHealth map(resourceID) -- List of unique resources health.
core/v1.ResourceHealth -- ResourceHealth represents the health of a resource.
 resourceID 1 string ! -- ResourceID is the unique identifier of the resource.
 health 2 string -- Health of the resource.
 message 6 string * -- Message provides human-readable context for Health (e.g.
core/v1.PodIP -- PodIP represents a single IP address allocated to the pod.
 ip 1 string ! required -- IP is the IP address assigned to the pod
core/v1.PodResourceClaimStatus -- PodResourceClaimStatus is stored in the PodStatus for each PodResourceClaim which references a ResourceClaimTemplate.
 name 1 string ! -- Name uniquely identifies this resource claim inside the pod.
 resourceClaimName 2 string * -- ResourceClaimName is the name of the ResourceClaim that was generated for the Pod in the namespace of the Pod.
core/v1.HostIP -- HostIP represents a single IP address allocated to the host.
 ip 1 string ! required -- IP is the IP address assigned to the host
core/v1.PodExtendedResourceClaimStatus -- PodExtendedResourceClaimStatus is stored in the PodStatus for the extended resource requests backed by DRA.
 requestMappings 1 []core/v1.ContainerExtendedResourceRequest ! -- RequestMappings identifies the mapping of <container, extended resource backed by DRA> to device request in the generated ResourceClaim.
 resourceClaimName 2 string ! -- ResourceClaimName is the name of the ResourceClaim that was generated for the Pod in the namespace of the Pod.
core/v1.ContainerExtendedResourceRequest -- ContainerExtendedResourceRequest has the mapping of container name, extended resource name to the device request name.
 containerName 1 string ! -- The name of the container requesting resources.
 resourceName 2 string ! -- The name of the extended resource in that container which gets backed by DRA.
 requestName 3 string ! -- The name of the request in the special ResourceClaim which corresponds to the extended resource.
core/v1.NodeAllocatableResourceClaimStatus -- NodeAllocatableResourceClaimStatus describes the status of node allocatable resources allocated via DRA.
 resourceClaimName 1 string ! required -- ResourceClaimName is the resource claim referenced by the pod that resulted in this node allocatable resource allocation.
 containers 2 []string set -- Containers lists the names of all containers in this pod that reference the claim.
 mapping 4 []core/v1.NodeAllocatableMappedResources map(name) patch(merge:name) -- Mapping contains allocations through devices mapped in the device spec's 'nodeAllocatableResources[...].mapping' field.
 overhead 5 []core/v1.NodeAllocatableOverheadResources map(name) patch(merge:name) -- Overhead contains allocations through devices mapped in the device spec's 'nodeAllocatableResources[...].overhead' field.
core/v1.NodeAllocatableMappedResources -- NodeAllocatableMappedResources describes mapped node allocatable resource allocations.
 name 1 string ! required -- Name is the name of the resource (e.g., cpu, memory).
 quantity 2 Quantity * ! required -- Quantity is the total node allocatable resource capacity allocated for the claim.
core/v1.NodeAllocatableOverheadResources -- NodeAllocatableOverheadResources describes auxiliary overhead resource allocations.
 name 1 string ! required -- Name is the name of the resource (e.g., cpu, memory).
 perPod 2 Quantity * -- PerPod is the flat overhead quantity allocated per pod.
 perContainer 3 Quantity * -- PerContainer is the variable overhead quantity applied for each container referencing the claim.
core/v1.PodVolumeHealth -- PodVolumeHealth contains health information for a volume used by a pod, reported by the CSI node plugin via the kubelet.
 name 1 string ! required -- name matches an entry in pod.spec.volumes.
 healthConditions 2 []core/v1.VolumeHealthCondition map(status,reason) patch(merge:status) -- conditions is the set of adverse conditions reported by the CSI node plugin for this volume on this node.
 lastTransitionTime 3 Time -- lastTransitionTime is when the current set of conditions first appeared.
core/v1.VolumeHealthCondition -- VolumeHealthCondition represents an adverse health condition reported for a volume.
 status 1 string ! required -- status is the machine-parseable health category.
 reason 2 string ! required -- reason is a brief CamelCase machine-parseable reason.
 message 3 string -- message is a human-readable description.
core/v1.Node -- Node is a worker node in Kubernetes.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 core/v1.NodeSpec -- Spec defines the behavior of a node.
 status 3 core/v1.NodeStatus -- Most recently observed status of the node.
core/v1.NodeSpec -- NodeSpec describes the attributes that a node is created with.
 podCIDR 1 string -- PodCIDR represents the pod IP range assigned to the node.
 externalID 2 string -- Deprecated.
 providerID 3 string -- ID of the node assigned by the cloud provider in the format: <ProviderName>://<ProviderSpecificNodeID>
 unschedulable 4 bool -- Unschedulable controls node schedulability of new pods.
 taints 5 []core/v1.Taint -- If specified, the node's taints.
 configSource 6 core/v1.NodeConfigSource * -- Deprecated: Previously used to specify the source of the node's configuration for the DynamicKubeletConfig feature.
 podCIDRs 7 []string set patch(merge) -- podCIDRs represents the IP ranges assigned to the node for usage by Pods on that node.
 podPreemptionPolicy 8 core/v1.NodePodPreemptionPolicy * -- PodPreemptionPolicy controls the node-level preemption behaviors for pods on this node.
core/v1.Taint -- The node this Taint is attached to has the "effect" on any pod that does not tolerate the Taint.
 key 1 string ! -- Required.
 value 2 string -- The taint value corresponding to the taint key.
 effect 3 string ! -- Required.
 timeAdded 4 Time * -- TimeAdded represents the time at which the taint was added.
core/v1.NodeConfigSource -- NodeConfigSource specifies a source of node configuration.
 configMap 2 core/v1.ConfigMapNodeConfigSource * -- ConfigMap is a reference to a Node's ConfigMap
core/v1.ConfigMapNodeConfigSource -- ConfigMapNodeConfigSource contains the information to reference a ConfigMap as a config source for the Node.
 namespace 1 string ! -- Namespace is the metadata.namespace of the referenced ConfigMap.
 name 2 string ! -- Name is the metadata.name of the referenced ConfigMap.
 uid 3 string -- UID is the metadata.UID of the referenced ConfigMap.
 resourceVersion 4 string -- ResourceVersion is the metadata.ResourceVersion of the referenced ConfigMap.
 kubeletConfigKey 5 string ! -- KubeletConfigKey declares which key of the referenced ConfigMap corresponds to the KubeletConfiguration structure This field is required in all cases.
core/v1.NodePodPreemptionPolicy -- NodePodPreemptionPolicy defines the node-level policies governing preemption for pods on this node.
 disableResizePreemption 1 []string set -- DisableResizePreemption lists the owners (e.g., autoscalers, operators, administrators) that have requested to disable scheduler and Kubelet preemption for in-place pod resize on this node.
core/v1.NodeStatus -- NodeStatus is information about the current status of a node.
 capacity 1 {}Quantity -- Capacity represents the total resources of a node.
 allocatable 2 {}Quantity -- Allocatable represents the resources of a node that are available for scheduling.
 phase 3 string -- NodePhase is the recently observed lifecycle phase of the node.
 conditions 4 []core/v1.NodeCondition map(type) patch(merge:type) -- Conditions is an array of current observed node conditions.
 addresses 5 []core/v1.NodeAddress map(type) patch(merge:type) -- List of addresses reachable to the node.
 daemonEndpoints 6 core/v1.NodeDaemonEndpoints -- Endpoints of daemons running on the Node.
 nodeInfo 7 core/v1.NodeSystemInfo -- Set of ids/uuids to uniquely identify the node.
 images 8 []core/v1.ContainerImage -- List of container images on this node
 volumesInUse 9 []string -- List of attachable volumes in use (mounted) by the node.
 volumesAttached 10 []core/v1.AttachedVolume -- List of volumes that are attached to the node.
 config 11 core/v1.NodeConfigStatus * -- Status of the config assigned to the node via the dynamic Kubelet config feature.
 runtimeHandlers 12 []core/v1.NodeRuntimeHandler -- The available runtime handlers.
 features 13 core/v1.NodeFeatures * -- Features describes the set of features implemented by the CRI implementation.
 declaredFeatures 14 []string -- DeclaredFeatures represents the features related to feature gates that are declared by the node.
core/v1.NodeCondition -- NodeCondition contains condition information for a node.
 type 1 string ! -- Type of node condition.
 status 2 string ! -- Status of the condition, one of True, False, Unknown.
 lastHeartbeatTime 3 Time -- Last time we got an update on a given condition.
 lastTransitionTime 4 Time -- Last time the condition transit from one status to another.
 reason 5 string -- (brief) reason for the condition's last transition.
 message 6 string -- Human readable message indicating details about last transition.
core/v1.NodeAddress -- NodeAddress contains information for the node's address.
 type 1 string ! -- Node address type, one of Hostname, ExternalIP or InternalIP.
 address 2 string ! -- The node address.
core/v1.NodeDaemonEndpoints -- NodeDaemonEndpoints lists ports opened by daemons running on the Node.
 kubeletEndpoint 1 core/v1.DaemonEndpoint -- Endpoint on which Kubelet is listening.
core/v1.DaemonEndpoint -- DaemonEndpoint contains information about a single Daemon endpoint.
 Port 1 int32 ! -- Port number of the given endpoint.
core/v1.NodeSystemInfo -- NodeSystemInfo is a set of ids/uuids to uniquely identify the node.
 machineID 1 string ! -- MachineID reported by the node.
 systemUUID 2 string ! -- SystemUUID reported by the node.
 bootID 3 string ! -- Boot ID reported by the node.
 kernelVersion 4 string ! -- Kernel Version reported by the node from 'uname -r' (e.g.
 osImage 5 string ! -- OS Image reported by the node from /etc/os-release (e.g.
 containerRuntimeVersion 6 string ! -- ContainerRuntime Version reported by the node through runtime remote API (e.g.
 kubeletVersion 7 string ! -- Kubelet Version reported by the node.
 kubeProxyVersion 8 string ! -- Deprecated: KubeProxy Version reported by the node.
 operatingSystem 9 string ! -- The Operating System reported by the node
 architecture 10 string ! -- The Architecture reported by the node
 swap 11 core/v1.NodeSwapStatus * -- Swap Info reported by the node.
core/v1.NodeSwapStatus -- NodeSwapStatus represents swap memory information.
 capacity 1 int64 * -- Total amount of swap memory in bytes.
core/v1.ContainerImage -- Describe a container image
 names 1 []string ! -- Names by which this image is known.
 sizeBytes 2 int64 -- The size of the image in bytes.
core/v1.AttachedVolume -- AttachedVolume describes a volume attached to a node
 name 1 string ! -- Name of the attached volume
 devicePath 2 string ! -- DevicePath represents the device path where the volume should be available
core/v1.NodeConfigStatus -- NodeConfigStatus describes the status of the config assigned by Node.Spec.ConfigSource.
 assigned 1 core/v1.NodeConfigSource * -- Assigned reports the checkpointed config the node will try to use.
 active 2 core/v1.NodeConfigSource * -- Active reports the checkpointed config the node is actively using.
 lastKnownGood 3 core/v1.NodeConfigSource * -- LastKnownGood reports the checkpointed config the node will fall back to when it encounters an error attempting to use the Assigned config.
 error 4 string -- Error describes any problems reconciling the Spec.ConfigSource to the Active config.
core/v1.NodeRuntimeHandler -- NodeRuntimeHandler is a set of runtime handler information.
 name 1 string ! -- Runtime handler name.
 features 2 core/v1.NodeRuntimeHandlerFeatures * -- Supported features.
core/v1.NodeRuntimeHandlerFeatures -- NodeRuntimeHandlerFeatures is a set of features implemented by the runtime handler.
 recursiveReadOnlyMounts 1 bool * -- RecursiveReadOnlyMounts is set to true if the runtime handler supports RecursiveReadOnlyMounts.
 userNamespaces 2 bool * -- UserNamespaces is set to true if the runtime handler supports UserNamespaces, including for volumes.
core/v1.NodeFeatures -- NodeFeatures describes the set of features implemented by the CRI implementation.
 supplementalGroupsPolicy 1 bool * -- SupplementalGroupsPolicy is set to true if the runtime supports SupplementalGroupsPolicy and ContainerUser.
core/v1.PersistentVolumeClaim -- PersistentVolumeClaim is a user's request for and claim to a persistent volume
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 core/v1.PersistentVolumeClaimSpec -- spec defines the desired characteristics of a volume requested by a pod author.
 status 3 core/v1.PersistentVolumeClaimStatus -- status represents the current information/status of a persistent volume claim.
core/v1.PersistentVolumeClaimStatus -- PersistentVolumeClaimStatus is the current status of a persistent volume claim.
 phase 1 string -- phase represents the current phase of PersistentVolumeClaim.
 accessModes 2 []string -- accessModes contains the actual access modes the volume backing the PVC has.
 capacity 3 {}Quantity -- capacity represents the actual resources of the underlying volume.
 conditions 4 []core/v1.PersistentVolumeClaimCondition map(type) patch(merge:type) -- conditions is the current Condition of persistent volume claim.
 allocatedResources 5 {}Quantity -- allocatedResources tracks the resources allocated to a PVC including its capacity.
 allocatedResourceStatuses 7 {}string -- allocatedResourceStatuses stores status of resource being resized for the given PVC.
 currentVolumeAttributesClassName 8 string * -- currentVolumeAttributesClassName is the current name of the VolumeAttributesClass the PVC is using.
 modifyVolumeStatus 9 core/v1.ModifyVolumeStatus * -- ModifyVolumeStatus represents the status object of ControllerModifyVolume operation.
 healthStatus 10 core/v1.VolumeHealthStatus * -- healthStatus contains the latest controller-reported health information for the volume bound to this claim.
core/v1.PersistentVolumeClaimCondition -- PersistentVolumeClaimCondition contains details about state of pvc
 type 1 string ! -- Type is the type of the condition.
 status 2 string ! -- Status is the status of the condition.
 lastProbeTime 3 Time -- lastProbeTime is the time we probed the condition.
 lastTransitionTime 4 Time -- lastTransitionTime is the time the condition transitioned from one status to another.
 reason 5 string -- reason is a unique, this should be a short, machine understandable string that gives the reason for condition's last transition.
 message 6 string -- message is the human-readable message indicating details about last transition.
core/v1.ModifyVolumeStatus -- ModifyVolumeStatus represents the status object of ControllerModifyVolume operation
 targetVolumeAttributesClassName 1 string -- targetVolumeAttributesClassName is the name of the VolumeAttributesClass the PVC currently being reconciled
 status 2 string ! -- status is the status of the ControllerModifyVolume operation.
core/v1.VolumeHealthStatus -- VolumeHealthStatus contains health information for a volume reported by the CSI controller plugin.
 healthConditions 1 []core/v1.VolumeHealthCondition map(status,reason) patch(merge:status) -- conditions is the set of adverse conditions reported by the CSI controller plugin.
 lastTransitionTime 2 Time -- lastTransitionTime is when the current set of conditions first appeared.
core/v1.PersistentVolume -- PersistentVolume (PV) is a storage resource provisioned by an administrator.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 core/v1.PersistentVolumeSpec -- spec defines a specification of a persistent volume owned by the cluster.
 status 3 core/v1.PersistentVolumeStatus -- status represents the current information/status for the persistent volume.
core/v1.PersistentVolumeSpec -- PersistentVolumeSpec is the specification of a persistent volume.
 capacity 1 {}Quantity -- capacity is the description of the persistent volume's resources and capacity.
 persistentVolumeSource 2 core/v1.PersistentVolumeSource inline -- persistentVolumeSource is the actual volume backing the persistent volume.
 accessModes 3 []string -- accessModes contains all ways the volume can be mounted.
 claimRef 4 core/v1.ObjectReference * -- claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim.
 persistentVolumeReclaimPolicy 5 string -- persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim.
 storageClassName 6 string -- storageClassName is the name of StorageClass to which this persistent volume belongs.
 mountOptions 7 []string -- mountOptions is the list of mount options, e.g.
 volumeMode 8 string * -- volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block state.
 nodeAffinity 9 core/v1.VolumeNodeAffinity * -- nodeAffinity defines constraints that limit what nodes this volume can be accessed from.
 volumeAttributesClassName 10 string * -- Name of VolumeAttributesClass to which this persistent volume belongs.
core/v1.PersistentVolumeSource -- PersistentVolumeSource is similar to VolumeSource but meant for the administrator who creates PVs.
 gcePersistentDisk 1 core/v1.GCEPersistentDiskVolumeSource * -- gcePersistentDisk represents a GCE Disk resource that is attached to a kubelet's host machine and then exposed to the pod.
 awsElasticBlockStore 2 core/v1.AWSElasticBlockStoreVolumeSource * -- awsElasticBlockStore represents an AWS Disk resource that is attached to a kubelet's host machine and then exposed to the pod.
 hostPath 3 core/v1.HostPathVolumeSource * -- hostPath represents a directory on the host.
 glusterfs 4 core/v1.GlusterfsPersistentVolumeSource * -- glusterfs represents a Glusterfs volume that is attached to a host and exposed to the pod.
 nfs 5 core/v1.NFSVolumeSource * -- nfs represents an NFS mount on the host.
 rbd 6 core/v1.RBDPersistentVolumeSource * -- rbd represents a Rados Block Device mount on the host that shares a pod's lifetime.
 iscsi 7 core/v1.ISCSIPersistentVolumeSource * -- iscsi represents an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod.
 cinder 8 core/v1.CinderPersistentVolumeSource * -- cinder represents a cinder volume attached and mounted on kubelets host machine.
 cephfs 9 core/v1.CephFSPersistentVolumeSource * -- cephFS represents a Ceph FS mount on the host that shares a pod's lifetime.
 fc 10 core/v1.FCVolumeSource * -- fc represents a Fibre Channel resource that is attached to a kubelet's host machine and then exposed to the pod.
 flocker 11 core/v1.FlockerVolumeSource * -- flocker represents a Flocker volume attached to a kubelet's host machine and exposed to the pod for its usage.
 flexVolume 12 core/v1.FlexPersistentVolumeSource * -- flexVolume represents a generic volume resource that is provisioned/attached using an exec based plugin.
 azureFile 13 core/v1.AzureFilePersistentVolumeSource * -- azureFile represents an Azure File Service mount on the host and bind mount to the pod.
 vsphereVolume 14 core/v1.VsphereVirtualDiskVolumeSource * -- vsphereVolume represents a vSphere volume attached and mounted on kubelets host machine.
 quobyte 15 core/v1.QuobyteVolumeSource * -- quobyte represents a Quobyte mount on the host that shares a pod's lifetime.
 azureDisk 16 core/v1.AzureDiskVolumeSource * -- azureDisk represents an Azure Data Disk mount on the host and bind mount to the pod.
 photonPersistentDisk 17 core/v1.PhotonPersistentDiskVolumeSource * -- photonPersistentDisk represents a PhotonController persistent disk attached and mounted on kubelets host machine.
 portworxVolume 18 core/v1.PortworxVolumeSource * -- portworxVolume represents a portworx volume attached and mounted on kubelets host machine.
 scaleIO 19 core/v1.ScaleIOPersistentVolumeSource * -- scaleIO represents a ScaleIO persistent volume attached and mounted on Kubernetes nodes.
 local 20 core/v1.LocalVolumeSource * -- local represents directly-attached storage with node affinity
 storageos 21 core/v1.StorageOSPersistentVolumeSource * -- storageOS represents a StorageOS volume that is attached to the kubelet's host machine and mounted into the pod.
 csi 22 core/v1.CSIPersistentVolumeSource * -- csi represents storage that is handled by an external CSI driver.
core/v1.GlusterfsPersistentVolumeSource -- Represents a Glusterfs mount that lasts the lifetime of a pod.
 endpoints 1 string ! -- endpoints is the endpoint name that details Glusterfs topology.
 path 2 string ! -- path is the Glusterfs volume path.
 readOnly 3 bool -- readOnly here will force the Glusterfs volume to be mounted with read-only permissions.
 endpointsNamespace 4 string * -- endpointsNamespace is the namespace that contains Glusterfs endpoint.
core/v1.RBDPersistentVolumeSource -- Represents a Rados Block Device mount that lasts the lifetime of a pod.
 monitors 1 []string ! -- monitors is a collection of Ceph monitors.
 image 2 string ! -- image is the rados image name.
 fsType 3 string -- fsType is the filesystem type of the volume that you want to mount.
 pool 4 string ="rbd" -- pool is the rados pool name.
 user 5 string ="admin" -- user is the rados user name.
 keyring 6 string ="/etc/ceph/keyring" -- keyring is the path to key ring for RBDUser.
 secretRef 7 core/v1.SecretReference * -- secretRef is name of the authentication secret for RBDUser.
 readOnly 8 bool -- readOnly here will force the ReadOnly setting in VolumeMounts.
core/v1.SecretReference atomic -- SecretReference represents a Secret Reference.
 name 1 string -- name is unique within a namespace to reference a secret resource.
 namespace 2 string -- namespace defines the space within which the secret name must be unique.
core/v1.ISCSIPersistentVolumeSource -- ISCSIPersistentVolumeSource represents an ISCSI disk.
 targetPortal 1 string ! -- targetPortal is iSCSI Target Portal.
 iqn 2 string ! -- iqn is Target iSCSI Qualified Name.
 lun 3 int32 ! -- lun is iSCSI Target Lun number.
 iscsiInterface 4 string ="default" -- iscsiInterface is the interface Name that uses an iSCSI transport.
 fsType 5 string -- fsType is the filesystem type of the volume that you want to mount.
 readOnly 6 bool -- readOnly here will force the ReadOnly setting in VolumeMounts.
 portals 7 []string -- portals is the iSCSI Target Portal List.
 chapAuthDiscovery 8 bool -- chapAuthDiscovery defines whether support iSCSI Discovery CHAP authentication
 secretRef 10 core/v1.SecretReference * -- secretRef is the CHAP Secret for iSCSI target and initiator authentication
 chapAuthSession 11 bool -- chapAuthSession defines whether support iSCSI Session CHAP authentication
 initiatorName 12 string * -- initiatorName is the custom iSCSI Initiator Name.
core/v1.CinderPersistentVolumeSource -- Represents a cinder volume resource in Openstack.
 volumeID 1 string ! -- volumeID used to identify the volume in cinder.
 fsType 2 string -- fsType Filesystem type to mount.
 readOnly 3 bool -- readOnly is Optional: Defaults to false (read/write).
 secretRef 4 core/v1.SecretReference * -- secretRef is Optional: points to a secret object containing parameters used to connect to OpenStack.
core/v1.CephFSPersistentVolumeSource -- Represents a Ceph Filesystem mount that lasts the lifetime of a pod Cephfs volumes do not support ownership management or SELinux relabeling.
 monitors 1 []string ! -- monitors is Required: Monitors is a collection of Ceph monitors More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it
 path 2 string -- path is Optional: Used as the mounted root, rather than the full Ceph tree, default is /
 user 3 string -- user is Optional: User is the rados user name, default is admin More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it
 secretFile 4 string -- secretFile is Optional: SecretFile is the path to key ring for User, default is /etc/ceph/user.secret More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it
 secretRef 5 core/v1.SecretReference * -- secretRef is Optional: SecretRef is reference to the authentication secret for User, default is empty.
 readOnly 6 bool -- readOnly is Optional: Defaults to false (read/write).
core/v1.FlexPersistentVolumeSource -- FlexPersistentVolumeSource represents a generic persistent volume resource that is provisioned/attached using an exec based plugin.
 driver 1 string ! -- driver is the name of the driver to use for this volume.
 fsType 2 string -- fsType is the Filesystem type to mount.
 secretRef 3 core/v1.SecretReference * -- secretRef is Optional: SecretRef is reference to the secret object containing sensitive information to pass to the plugin scripts.
 readOnly 4 bool -- readOnly is Optional: defaults to false (read/write).
 options 5 {}string -- options is Optional: this field holds extra command options if any.
core/v1.AzureFilePersistentVolumeSource -- AzureFile represents an Azure File Service mount on the host and bind mount to the pod.
 secretName 1 string ! -- secretName is the name of secret that contains Azure Storage Account Name and Key
 shareName 2 string ! -- shareName is the azure Share Name
 readOnly 3 bool -- readOnly defaults to false (read/write).
 secretNamespace 4 string * ! -- secretNamespace is the namespace of the secret that contains Azure Storage Account Name and Key default is the same as the Pod
core/v1.ScaleIOPersistentVolumeSource -- ScaleIOPersistentVolumeSource represents a persistent ScaleIO volume
 gateway 1 string ! -- gateway is the host address of the ScaleIO API Gateway.
 system 2 string ! -- system is the name of the storage system as configured in ScaleIO.
 secretRef 3 core/v1.SecretReference * ! -- secretRef references to the secret for ScaleIO user and other sensitive information.
 sslEnabled 4 bool -- sslEnabled is the flag to enable/disable SSL communication with Gateway, default false
 protectionDomain 5 string -- protectionDomain is the name of the ScaleIO Protection Domain for the configured storage.
 storagePool 6 string -- storagePool is the ScaleIO Storage Pool associated with the protection domain.
 storageMode 7 string ="ThinProvisioned" -- storageMode indicates whether the storage for a volume should be ThickProvisioned or ThinProvisioned.
 volumeName 8 string -- volumeName is the name of a volume already created in the ScaleIO system that is associated with this volume source.
 fsType 9 string ="xfs" -- fsType is the filesystem type to mount.
 readOnly 10 bool -- readOnly defaults to false (read/write).
core/v1.LocalVolumeSource -- Local represents directly-attached storage with node affinity
 path 1 string ! -- path of the full path to the volume on the node.
 fsType 2 string * -- fsType is the filesystem type to mount.
core/v1.StorageOSPersistentVolumeSource -- Represents a StorageOS persistent volume resource.
 volumeName 1 string -- volumeName is the human-readable name of the StorageOS volume.
 volumeNamespace 2 string -- volumeNamespace specifies the scope of the volume within StorageOS.
 fsType 3 string -- fsType is the filesystem type to mount.
 readOnly 4 bool -- readOnly defaults to false (read/write).
 secretRef 5 core/v1.ObjectReference * -- secretRef specifies the secret to use for obtaining the StorageOS API credentials.
core/v1.CSIPersistentVolumeSource -- Represents storage that is managed by an external CSI volume driver
 driver 1 string ! -- driver is the name of the driver to use for this volume.
 volumeHandle 2 string ! -- volumeHandle is the unique volume name returned by the CSI volume plugin’s CreateVolume to refer to the volume on all subsequent calls.
 readOnly 3 bool -- readOnly value to pass to ControllerPublishVolumeRequest.
 fsType 4 string -- fsType to mount.
 volumeAttributes 5 {}string -- volumeAttributes of the volume to publish.
 controllerPublishSecretRef 6 core/v1.SecretReference * -- controllerPublishSecretRef is a reference to the secret object containing sensitive information to pass to the CSI driver to complete the CSI ControllerPublishVolume and ControllerUnpublishVolume calls.
 nodeStageSecretRef 7 core/v1.SecretReference * -- nodeStageSecretRef is a reference to the secret object containing sensitive information to pass to the CSI driver to complete the CSI NodeStageVolume and NodeStageVolume and NodeUnstageVolume calls.
 nodePublishSecretRef 8 core/v1.SecretReference * -- nodePublishSecretRef is a reference to the secret object containing sensitive information to pass to the CSI driver to complete the CSI NodePublishVolume and NodeUnpublishVolume calls.
 controllerExpandSecretRef 9 core/v1.SecretReference * -- controllerExpandSecretRef is a reference to the secret object containing sensitive information to pass to the CSI driver to complete the CSI ControllerExpandVolume call.
 nodeExpandSecretRef 10 core/v1.SecretReference * -- nodeExpandSecretRef is a reference to the secret object containing sensitive information to pass to the CSI driver to complete the CSI NodeExpandVolume call.
core/v1.VolumeNodeAffinity -- VolumeNodeAffinity defines constraints that limit what nodes this volume can be accessed from.
 required 1 core/v1.NodeSelector * -- required specifies hard node constraints that must be met.
core/v1.PersistentVolumeStatus -- PersistentVolumeStatus is the current status of a persistent volume.
 phase 1 string -- phase indicates if a volume is available, bound to a claim, or released by a claim.
 message 2 string -- message is a human-readable message indicating details about why the volume is in this state.
 reason 3 string -- reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy display in the CLI.
 lastPhaseTransitionTime 4 Time * -- lastPhaseTransitionTime is the time the phase transitioned from one to another and automatically resets to current time everytime a volume phase transitions.
core/v1.ReplicationController -- ReplicationController represents the configuration of a replication controller.
 metadata 1 meta/v1.ObjectMeta -- If the Labels of a ReplicationController are empty, they are defaulted to be the same as the Pod(s) that the replication controller manages.
 spec 2 core/v1.ReplicationControllerSpec -- Spec defines the specification of the desired behavior of the replication controller.
 status 3 core/v1.ReplicationControllerStatus -- Status is the most recently observed status of the replication controller.
core/v1.ReplicationControllerSpec -- ReplicationControllerSpec is the specification of a replication controller.
 replicas 1 int32 * =1 -- Replicas is the number of desired replicas.
 selector 2 {}string atomic -- Selector is a label query over pods that should match the Replicas count.
 template 3 core/v1.PodTemplateSpec * -- Template is the object that describes the pod that will be created if insufficient replicas are detected.
 minReadySeconds 4 int32 =0 -- Minimum number of seconds for which a newly created pod should be ready without any of its container crashing, for it to be considered available.
core/v1.PodTemplateSpec -- PodTemplateSpec describes the data a pod should have when created from a template
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 core/v1.PodSpec -- Specification of the desired behavior of the pod.
core/v1.ReplicationControllerStatus -- ReplicationControllerStatus represents the current status of a replication controller.
 replicas 1 int32 ! -- Replicas is the most recently observed number of replicas.
 fullyLabeledReplicas 2 int32 -- The number of pods that have labels matching the labels of the pod template of the replication controller.
 observedGeneration 3 int64 -- ObservedGeneration reflects the generation of the most recently observed replication controller.
 readyReplicas 4 int32 -- The number of ready replicas for this replication controller.
 availableReplicas 5 int32 -- The number of available replicas (ready for at least minReadySeconds) for this replication controller.
 conditions 6 []core/v1.ReplicationControllerCondition map(type) patch(merge:type) -- Represents the latest available observations of a replication controller's current state.
core/v1.ReplicationControllerCondition -- ReplicationControllerCondition describes the state of a replication controller at a certain point.
 type 1 string ! -- Type of replication controller condition.
 status 2 string ! -- Status of the condition, one of True, False, Unknown.
 lastTransitionTime 3 Time -- The last time the condition transitioned from one status to another.
 reason 4 string -- The reason for the condition's last transition.
 message 5 string -- A human readable message indicating details about the transition.
core/v1.PodTemplate -- PodTemplate describes a template for creating copies of a predefined pod.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 template 2 core/v1.PodTemplateSpec -- Template defines the pods that will be created from this pod template.
apps/v1.Deployment -- Deployment enables declarative updates for Pods and ReplicaSets.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 apps/v1.DeploymentSpec required -- Specification of the desired behavior of the Deployment.
 status 3 apps/v1.DeploymentStatus -- Most recently observed status of the Deployment.
apps/v1.DeploymentSpec -- DeploymentSpec is the specification of the desired behavior of the Deployment.
 replicas 1 int32 * -- Number of desired pods.
 selector 2 meta/v1.LabelSelector * ! required -- Label selector for pods.
 template 3 core/v1.PodTemplateSpec ! required -- Template describes the pods that will be created.
 strategy 4 apps/v1.DeploymentStrategy patch(retainKeys) -- The deployment strategy to use to replace existing pods with new ones.
 minReadySeconds 5 int32 -- Minimum number of seconds for which a newly created pod should be ready without any of its container crashing, for it to be considered available.
 revisionHistoryLimit 6 int32 * -- The number of old ReplicaSets to retain to allow rollback.
 paused 7 bool -- Indicates that the deployment is paused.
 progressDeadlineSeconds 9 int32 * -- The maximum time in seconds for a deployment to make progress before it is considered to be failed.
apps/v1.DeploymentStrategy -- DeploymentStrategy describes how to replace existing pods with new ones.
 type 1 string -- Type of deployment.
 rollingUpdate 2 apps/v1.RollingUpdateDeployment * -- Rolling update config params.
apps/v1.RollingUpdateDeployment -- Spec to control the desired behavior of rolling update.
 maxUnavailable 1 IntOrString * -- The maximum number of pods that can be unavailable during the update.
 maxSurge 2 IntOrString * -- The maximum number of pods that can be scheduled above the desired number of pods.
apps/v1.DeploymentStatus -- DeploymentStatus is the most recently observed status of the Deployment.
 observedGeneration 1 int64 -- The generation observed by the deployment controller.
 replicas 2 int32 -- Total number of non-terminating pods targeted by this deployment (their labels match the selector).
 updatedReplicas 3 int32 -- Total number of non-terminating pods targeted by this deployment that have the desired template spec.
 availableReplicas 4 int32 -- Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.
 unavailableReplicas 5 int32 -- Total number of unavailable pods targeted by this deployment.
 conditions 6 []apps/v1.DeploymentCondition map(type) patch(merge:type) -- Represents the latest available observations of a deployment's current state.
 readyReplicas 7 int32 -- Total number of non-terminating pods targeted by this Deployment with a Ready Condition.
 collisionCount 8 int32 * -- Count of hash collisions for the Deployment.
 terminatingReplicas 9 int32 * -- Total number of terminating pods targeted by this deployment.
apps/v1.DeploymentCondition -- DeploymentCondition describes the state of a deployment at a certain point.
 type 1 string ! -- Type of deployment condition.
 status 2 string ! -- Status of the condition, one of True, False, Unknown.
 reason 4 string -- The reason for the condition's last transition.
 message 5 string -- A human readable message indicating details about the transition.
 lastUpdateTime 6 Time -- The last time this condition was updated.
 lastTransitionTime 7 Time -- Last time the condition transitioned from one status to another.
apps/v1.StatefulSet -- StatefulSet represents a set of pods with consistent identities.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 apps/v1.StatefulSetSpec required -- Spec defines the desired identities of pods in this set.
 status 3 apps/v1.StatefulSetStatus -- Status is the current status of Pods in this StatefulSet.
apps/v1.StatefulSetSpec -- A StatefulSetSpec is the specification of a StatefulSet.
 replicas 1 int32 * -- replicas is the desired number of replicas of the given Template.
 selector 2 meta/v1.LabelSelector * ! required -- selector is a label query over pods that should match the replica count.
 template 3 core/v1.PodTemplateSpec ! required -- template is the object that describes the pod that will be created if insufficient replicas are detected.
 volumeClaimTemplates 4 []core/v1.PersistentVolumeClaim -- volumeClaimTemplates is a list of claims that pods are allowed to reference.
 serviceName 5 string ! -- serviceName is the name of the service that governs this StatefulSet.
 podManagementPolicy 6 string -- podManagementPolicy controls how pods are created during initial scale up, when replacing pods on nodes, or when scaling down.
 updateStrategy 7 apps/v1.StatefulSetUpdateStrategy -- updateStrategy indicates the StatefulSetUpdateStrategy that will be employed to update Pods in the StatefulSet when a revision is made to Template.
 revisionHistoryLimit 8 int32 * -- revisionHistoryLimit is the maximum number of revisions that will be maintained in the StatefulSet's revision history.
 minReadySeconds 9 int32 -- Minimum number of seconds for which a newly created pod should be ready without any of its container crashing for it to be considered available.
 persistentVolumeClaimRetentionPolicy 10 apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy * -- persistentVolumeClaimRetentionPolicy describes the lifecycle of persistent volume claims created from volumeClaimTemplates.
 ordinals 11 apps/v1.StatefulSetOrdinals * -- ordinals controls the numbering of replica indices in a StatefulSet.
apps/v1.StatefulSetUpdateStrategy -- StatefulSetUpdateStrategy indicates the strategy that the StatefulSet controller will use to perform updates.
 type 1 string -- Type indicates the type of the StatefulSetUpdateStrategy.
 rollingUpdate 2 apps/v1.RollingUpdateStatefulSetStrategy * -- RollingUpdate is used to communicate parameters when Type is RollingUpdateStatefulSetStrategyType.
apps/v1.RollingUpdateStatefulSetStrategy -- RollingUpdateStatefulSetStrategy is used to communicate parameter for RollingUpdateStatefulSetStrategyType.
 partition 1 int32 * -- Partition indicates the ordinal at which the StatefulSet should be partitioned for updates.
 maxUnavailable 2 IntOrString * -- The maximum number of pods that can be unavailable during the update.
apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy -- StatefulSetPersistentVolumeClaimRetentionPolicy describes the policy used for PVCs created from the StatefulSet VolumeClaimTemplates.
 whenDeleted 1 string -- WhenDeleted specifies what happens to PVCs created from StatefulSet VolumeClaimTemplates when the StatefulSet is deleted.
 whenScaled 2 string -- WhenScaled specifies what happens to PVCs created from StatefulSet VolumeClaimTemplates when the StatefulSet is scaled down.
apps/v1.StatefulSetOrdinals -- StatefulSetOrdinals describes the policy used for replica ordinal assignment in this StatefulSet.
 start 1 int32 ! -- start is the number representing the first replica's index.
apps/v1.StatefulSetStatus -- StatefulSetStatus represents the current state of a StatefulSet.
 observedGeneration 1 int64 -- observedGeneration is the most recent generation observed for this StatefulSet.
 replicas 2 int32 ! -- replicas is the number of Pods created by the StatefulSet controller.
 readyReplicas 3 int32 -- readyReplicas is the number of pods created for this StatefulSet with a Ready Condition.
 currentReplicas 4 int32 -- currentReplicas is the number of Pods created by the StatefulSet controller from the StatefulSet version indicated by currentRevision.
 updatedReplicas 5 int32 -- updatedReplicas is the number of Pods created by the StatefulSet controller from the StatefulSet version indicated by updateRevision.
 currentRevision 6 string -- currentRevision, if not empty, indicates the version of the StatefulSet used to generate Pods in the sequence [0,currentReplicas).
 updateRevision 7 string -- updateRevision, if not empty, indicates the version of the StatefulSet used to generate Pods in the sequence [replicas-updatedReplicas,replicas)
 collisionCount 9 int32 * -- collisionCount is the count of hash collisions for the StatefulSet.
 conditions 10 []apps/v1.StatefulSetCondition map(type) patch(merge:type) -- Represents the latest available observations of a statefulset's current state.
 availableReplicas 11 int32 ! -- Total number of available pods (ready for at least minReadySeconds) targeted by this statefulset.
apps/v1.StatefulSetCondition -- StatefulSetCondition describes the state of a statefulset at a certain point.
 type 1 string ! -- Type of statefulset condition.
 status 2 string ! -- Status of the condition, one of True, False, Unknown.
 lastTransitionTime 3 Time -- Last time the condition transitioned from one status to another.
 reason 4 string -- The reason for the condition's last transition.
 message 5 string -- A human readable message indicating details about the transition.
apps/v1.DaemonSet -- DaemonSet represents the configuration of a daemon set.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 apps/v1.DaemonSetSpec required -- The desired behavior of this daemon set.
 status 3 apps/v1.DaemonSetStatus -- The current status of this daemon set.
apps/v1.DaemonSetSpec -- DaemonSetSpec is the specification of a daemon set.
 selector 1 meta/v1.LabelSelector * ! required -- A label query over pods that are managed by the daemon set.
 template 2 core/v1.PodTemplateSpec ! required -- An object that describes the pod that will be created.
 updateStrategy 3 apps/v1.DaemonSetUpdateStrategy -- An update strategy to replace existing DaemonSet pods with new pods.
 minReadySeconds 4 int32 -- The minimum number of seconds for which a newly created DaemonSet pod should be ready without any of its container crashing, for it to be considered available.
 revisionHistoryLimit 6 int32 * -- The number of old history to retain to allow rollback.
apps/v1.DaemonSetUpdateStrategy -- DaemonSetUpdateStrategy is a struct used to control the update strategy for a DaemonSet.
 type 1 string -- Type of daemon set update.
 rollingUpdate 2 apps/v1.RollingUpdateDaemonSet * -- Rolling update config params.
apps/v1.RollingUpdateDaemonSet -- Spec to control the desired behavior of daemon set rolling update.
 maxUnavailable 1 IntOrString * -- The maximum number of DaemonSet pods that can be unavailable during the update.
 maxSurge 2 IntOrString * -- The maximum number of nodes with an existing available DaemonSet pod that can have an updated DaemonSet pod during during an update.
apps/v1.DaemonSetStatus -- DaemonSetStatus represents the current status of a daemon set.
 currentNumberScheduled 1 int32 ! -- The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod.
 numberMisscheduled 2 int32 ! -- The number of nodes that are running the daemon pod, but are not supposed to run the daemon pod.
 desiredNumberScheduled 3 int32 ! -- The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod).
 numberReady 4 int32 ! -- numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.
 observedGeneration 5 int64 -- The most recent generation observed by the daemon set controller.
 updatedNumberScheduled 6 int32 -- The total number of nodes that are running updated daemon pod
 numberAvailable 7 int32 -- The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available (ready for at least spec.minReadySeconds)
 numberUnavailable 8 int32 -- The number of nodes that should be running the daemon pod and have none of the daemon pod running and available (ready for at least spec.minReadySeconds)
 collisionCount 9 int32 * -- Count of hash collisions for the DaemonSet.
 conditions 10 []apps/v1.DaemonSetCondition map(type) patch(merge:type) -- Represents the latest available observations of a DaemonSet's current state.
apps/v1.DaemonSetCondition -- DaemonSetCondition describes the state of a DaemonSet at a certain point.
 type 1 string ! -- Type of DaemonSet condition.
 status 2 string ! -- Status of the condition, one of True, False, Unknown.
 lastTransitionTime 3 Time -- Last time the condition transitioned from one status to another.
 reason 4 string -- The reason for the condition's last transition.
 message 5 string -- A human readable message indicating details about the transition.
apps/v1.ReplicaSet -- ReplicaSet ensures that a specified number of pod replicas are running at any given time.
 metadata 1 meta/v1.ObjectMeta -- If the Labels of a ReplicaSet are empty, they are defaulted to be the same as the Pod(s) that the ReplicaSet manages.
 spec 2 apps/v1.ReplicaSetSpec required -- Spec defines the specification of the desired behavior of the ReplicaSet.
 status 3 apps/v1.ReplicaSetStatus -- Status is the most recently observed status of the ReplicaSet.
apps/v1.ReplicaSetSpec -- ReplicaSetSpec is the specification of a ReplicaSet.
 replicas 1 int32 * -- Replicas is the number of desired pods.
 selector 2 meta/v1.LabelSelector * ! required -- Selector is a label query over pods that should match the replica count.
 template 3 core/v1.PodTemplateSpec -- Template is the object that describes the pod that will be created if insufficient replicas are detected.
 minReadySeconds 4 int32 -- Minimum number of seconds for which a newly created pod should be ready without any of its container crashing, for it to be considered available.
apps/v1.ReplicaSetStatus -- ReplicaSetStatus represents the current status of a ReplicaSet.
 replicas 1 int32 ! -- Replicas is the most recently observed number of non-terminating pods.
 fullyLabeledReplicas 2 int32 -- The number of non-terminating pods that have labels matching the labels of the pod template of the replicaset.
 observedGeneration 3 int64 -- ObservedGeneration reflects the generation of the most recently observed ReplicaSet.
 readyReplicas 4 int32 -- The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.
 availableReplicas 5 int32 -- The number of available non-terminating pods (ready for at least minReadySeconds) for this replica set.
 conditions 6 []apps/v1.ReplicaSetCondition map(type) patch(merge:type) -- Represents the latest available observations of a replica set's current state.
 terminatingReplicas 7 int32 * -- The number of terminating pods for this replica set.
apps/v1.ReplicaSetCondition -- ReplicaSetCondition describes the state of a replica set at a certain point.
 type 1 string ! -- Type of replica set condition.
 status 2 string ! -- Status of the condition, one of True, False, Unknown.
 lastTransitionTime 3 Time -- The last time the condition transitioned from one status to another.
 reason 4 string -- The reason for the condition's last transition.
 message 5 string -- A human readable message indicating details about the transition.
apps/v1.ControllerRevision -- ControllerRevision implements an immutable snapshot of state data.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 data 2 any ! required -- Data is the serialized representation of the state.
 revision 3 int64 ! -- Revision indicates the revision of the state represented by Data.
batch/v1.Job -- Job represents the configuration of a single job.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 batch/v1.JobSpec -- Specification of the desired behavior of a job.
 status 3 batch/v1.JobStatus -- Current status of a job.
batch/v1.JobSpec -- JobSpec describes how the job execution will look like.
 parallelism 1 int32 * -- Specifies the maximum desired number of pods the job should run at any given time.
 completions 2 int32 * -- Specifies the desired number of successfully finished pods the job should be run with.
 activeDeadlineSeconds 3 int64 * -- Specifies the duration in seconds relative to the startTime that the job may be continuously active before the system tries to terminate it; value must be positive integer.
 selector 4 meta/v1.LabelSelector * -- A label query over pods that should match the pod count.
 manualSelector 5 bool * -- manualSelector controls generation of pod labels and pod selectors.
 template 6 core/v1.PodTemplateSpec ! -- Describes the pod that will be created when executing a job.
 backoffLimit 7 int32 * -- Specifies the number of retries before marking this job failed.
 ttlSecondsAfterFinished 8 int32 * -- ttlSecondsAfterFinished limits the lifetime of a Job that has finished execution (either Complete or Failed).
 completionMode 9 string * -- completionMode specifies how Pod completions are tracked.
 suspend 10 bool * -- suspend specifies whether the Job controller should create Pods or not.
 podFailurePolicy 11 batch/v1.PodFailurePolicy * -- Specifies the policy of handling failed pods.
 backoffLimitPerIndex 12 int32 * -- Specifies the limit for the number of retries within an index before marking this index as failed.
 maxFailedIndexes 13 int32 * -- Specifies the maximal number of failed indexes before marking the Job as failed, when backoffLimitPerIndex is set.
 podReplacementPolicy 14 string * -- podReplacementPolicy specifies when to create replacement Pods.
 managedBy 15 string * -- ManagedBy field indicates the controller that manages a Job.
 successPolicy 16 batch/v1.SuccessPolicy * -- successPolicy specifies the policy when the Job can be declared as succeeded.
 scheduling 17 batch/v1.JobSchedulingConfiguration * -- scheduling defines the Workload-aware Scheduling configuration for this Job.
batch/v1.PodFailurePolicy -- PodFailurePolicy describes how failed pods influence the backoffLimit.
 rules 1 []batch/v1.PodFailurePolicyRule ! -- A list of pod failure policy rules.
batch/v1.PodFailurePolicyRule -- PodFailurePolicyRule describes how a pod failure is handled when the requirements are met.
 action 1 string ! -- Specifies the action taken on a pod failure when the requirements are satisfied.
 onExitCodes 2 batch/v1.PodFailurePolicyOnExitCodesRequirement * -- Represents the requirement on the container exit codes.
 onPodConditions 3 []batch/v1.PodFailurePolicyOnPodConditionsPattern -- Represents the requirement on the pod conditions.
batch/v1.PodFailurePolicyOnExitCodesRequirement -- PodFailurePolicyOnExitCodesRequirement describes the requirement for handling a failed pod based on its container exit codes.
 containerName 1 string * -- Restricts the check for exit codes to the container with the specified name.
 operator 2 string ! -- Represents the relationship between the container exit code(s) and the specified values.
 values 3 []int32 ! set -- Specifies the set of values.
batch/v1.PodFailurePolicyOnPodConditionsPattern -- PodFailurePolicyOnPodConditionsPattern describes a pattern for matching an actual pod condition type.
 type 1 string ! -- Specifies the required Pod condition type.
 status 2 string ! -- Specifies the required Pod condition status.
batch/v1.SuccessPolicy -- SuccessPolicy describes when a Job can be declared as succeeded based on the success of some indexes.
 rules 1 []batch/v1.SuccessPolicyRule ! -- rules represents the list of alternative rules for the declaring the Jobs as successful before '.status.succeeded >= .spec.completions'.
batch/v1.SuccessPolicyRule -- SuccessPolicyRule describes rule for declaring a Job as succeeded.
 succeededIndexes 1 string * -- succeededIndexes specifies the set of indexes which need to be contained in the actual set of the succeeded indexes for the Job.
 succeededCount 2 int32 * -- succeededCount specifies the minimal required size of the actual set of the succeeded indexes for the Job.
batch/v1.JobSchedulingConfiguration -- JobSchedulingConfiguration composes the reusable workload-aware scheduling building blocks.
 schedulingPolicy 1 any * -- SchedulingPolicy defines the scheduling policy for this Job.
 schedulingConstraints 2 any * -- SchedulingConstraints defines scheduling constraints (e.g.
 disruptionMode 3 any * -- DisruptionMode defines the mode in which the Job's pods can be disrupted.
 resourceClaims 4 []any map(name) patch(merge:name) -- ResourceClaims defines which ResourceClaims may be shared among Pods in the Job.
batch/v1.JobStatus -- JobStatus represents the current state of a Job.
 conditions 1 []batch/v1.JobCondition patch(merge:type) -- The latest available observations of an object's current state.
 startTime 2 Time * -- Represents time when the job controller started processing a job.
 completionTime 3 Time * -- Represents time when the job was completed.
 active 4 int32 -- The number of pending and running pods which are not terminating (without a deletionTimestamp).
 succeeded 5 int32 -- The number of pods which reached phase Succeeded.
 failed 6 int32 -- The number of pods which reached phase Failed.
 completedIndexes 7 string -- completedIndexes holds the completed indexes when .spec.completionMode = "Indexed" in a text format.
 uncountedTerminatedPods 8 batch/v1.UncountedTerminatedPods * -- uncountedTerminatedPods holds the UIDs of Pods that have terminated but the job controller hasn't yet accounted for in the status counters.
 ready 9 int32 * -- The number of active pods which have a Ready condition and are not terminating (without a deletionTimestamp).
 failedIndexes 10 string * -- FailedIndexes holds the failed indexes when spec.backoffLimitPerIndex is set.
 terminating 11 int32 * -- The number of pods which are terminating (in phase Pending or Running and have a deletionTimestamp).
batch/v1.JobCondition -- JobCondition describes current state of a job.
 type 1 string ! -- Type of job condition, Complete or Failed.
 status 2 string ! -- Status of the condition, one of True, False, Unknown.
 lastProbeTime 3 Time -- Last time the condition was checked.
 lastTransitionTime 4 Time -- Last time the condition transit from one status to another.
 reason 5 string -- (brief) reason for the condition's last transition.
 message 6 string -- Human readable message indicating details about last transition.
batch/v1.UncountedTerminatedPods -- UncountedTerminatedPods holds UIDs of Pods that have terminated but haven't been accounted in Job status counters.
 succeeded 1 []string set -- succeeded holds UIDs of succeeded Pods.
 failed 2 []string set -- failed holds UIDs of failed Pods.
batch/v1.CronJob -- CronJob represents the configuration of a single cron job.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 spec 2 batch/v1.CronJobSpec required -- Specification of the desired behavior of a cron job, including the schedule.
 status 3 batch/v1.CronJobStatus -- Current status of a cron job.
batch/v1.CronJobSpec -- CronJobSpec describes how the job execution will look like and when it will actually run.
 schedule 1 string ! required -- The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.
 startingDeadlineSeconds 2 int64 * -- Optional deadline in seconds for starting the job if it misses scheduled time for any reason.
 concurrencyPolicy 3 string -- Specifies how to treat concurrent executions of a Job.
 suspend 4 bool * -- This flag tells the controller to suspend subsequent executions, it does not apply to already started executions.
 jobTemplate 5 batch/v1.JobTemplateSpec ! -- Specifies the job that will be created when executing a CronJob.
 successfulJobsHistoryLimit 6 int32 * -- The number of successful finished jobs to retain.
 failedJobsHistoryLimit 7 int32 * -- The number of failed finished jobs to retain.
 timeZone 8 string * -- The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones.
batch/v1.JobTemplateSpec -- JobTemplateSpec describes the data a Job should have when created from a template
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata of the jobs created from this template.
 spec 2 batch/v1.JobSpec -- Specification of the desired behavior of the job.
batch/v1.CronJobStatus -- CronJobStatus represents the current state of a cron job.
 active 1 []core/v1.ObjectReference -- A list of pointers to currently running jobs.
 lastScheduleTime 4 Time * -- Information when was the last time the job was successfully scheduled.
 lastSuccessfulTime 5 Time * -- Information when was the last time the job successfully completed.
rbac/v1.Role -- Role is a namespaced, logical grouping of PolicyRules that can be referenced as a unit by a RoleBinding.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object's metadata.
 rules 2 []rbac/v1.PolicyRule ! -- rules holds all the PolicyRules for this Role
rbac/v1.PolicyRule -- PolicyRule holds information that describes a policy rule, but does not contain information about who the rule applies to or which namespace the rule applies to.
 verbs 1 []string ! required -- verbs is a list of Verbs that apply to ALL the ResourceKinds contained in this rule.
 apiGroups 2 []string -- apiGroups is the name of the APIGroup that contains the resources.
 resources 3 []string -- resources is a list of resources this rule applies to.
 resourceNames 4 []string -- resourceNames is an optional white list of names that the rule applies to.
 nonResourceURLs 5 []string -- nonResourceURLs is a set of partial urls that a user should have access to.
rbac/v1.ClusterRole -- ClusterRole is a cluster level, logical grouping of PolicyRules that can be referenced as a unit by a RoleBinding or ClusterRoleBinding.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object's metadata.
 rules 2 []rbac/v1.PolicyRule ! -- rules holds all the PolicyRules for this ClusterRole
 aggregationRule 3 rbac/v1.AggregationRule * -- aggregationRule is an optional field that describes how to build the Rules for this ClusterRole.
rbac/v1.AggregationRule -- AggregationRule describes how to locate ClusterRoles to aggregate into the ClusterRole
 clusterRoleSelectors 1 []meta/v1.LabelSelector -- clusterRoleSelectors holds a list of selectors which will be used to find ClusterRoles and create the rules.
rbac/v1.RoleBinding -- RoleBinding references a role, but does not contain it.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object's metadata.
 subjects 2 []rbac/v1.Subject -- subjects holds references to the objects the role applies to.
 roleRef 3 rbac/v1.RoleRef ! required -- roleRef can reference a Role in the current namespace or a ClusterRole in the global namespace.
rbac/v1.Subject atomic -- Subject contains a reference to the object or user identities a role binding applies to.
 kind 1 string ! required -- kind of object being referenced.
 apiGroup 2 string -- apiGroup holds the API group of the referenced subject.
 name 3 string ! required -- name of the object being referenced.
 namespace 4 string -- namespace of the referenced object.
rbac/v1.RoleRef atomic -- RoleRef contains information that points to the role being used
 apiGroup 1 string ! -- apiGroup is the group for the resource being referenced
 kind 2 string ! required -- kind is the type of resource being referenced
 name 3 string ! required -- name is the name of resource being referenced
rbac/v1.ClusterRoleBinding -- ClusterRoleBinding references a ClusterRole, but not contain it.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object's metadata.
 subjects 2 []rbac/v1.Subject -- subjects holds references to the objects the role applies to.
 roleRef 3 rbac/v1.RoleRef ! required -- roleRef can only reference a ClusterRole in the global namespace.
networking/v1.NetworkPolicy -- NetworkPolicy describes what network traffic is allowed for a set of Pods
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata.
 spec 2 networking/v1.NetworkPolicySpec -- spec represents the specification of the desired behavior for this NetworkPolicy.
networking/v1.NetworkPolicySpec -- NetworkPolicySpec provides the specification of a NetworkPolicy
 podSelector 1 meta/v1.LabelSelector ! -- podSelector selects the pods to which this NetworkPolicy object applies.
 ingress 2 []networking/v1.NetworkPolicyIngressRule -- ingress is a list of ingress rules to be applied to the selected pods.
 egress 3 []networking/v1.NetworkPolicyEgressRule -- egress is a list of egress rules to be applied to the selected pods.
 policyTypes 4 []string -- policyTypes is a list of rule types that the NetworkPolicy relates to.
networking/v1.NetworkPolicyIngressRule -- NetworkPolicyIngressRule describes a particular set of traffic that is allowed to the pods matched by a NetworkPolicySpec's podSelector.
 ports 1 []networking/v1.NetworkPolicyPort -- ports is a list of ports which should be made accessible on the pods selected for this rule.
 from 2 []networking/v1.NetworkPolicyPeer -- from is a list of sources which should be able to access the pods selected for this rule.
networking/v1.NetworkPolicyPort -- NetworkPolicyPort describes a port to allow traffic on
 protocol 1 string * -- protocol represents the protocol (TCP, UDP, or SCTP) which traffic must match.
 port 2 IntOrString * -- port represents the port on the given protocol.
 endPort 3 int32 * -- endPort indicates that the range of ports from port to endPort if set, inclusive, should be allowed by the policy.
networking/v1.NetworkPolicyPeer -- NetworkPolicyPeer describes a peer to allow traffic to/from.
 podSelector 1 meta/v1.LabelSelector * -- podSelector is a label selector which selects pods.
 namespaceSelector 2 meta/v1.LabelSelector * -- namespaceSelector selects namespaces using cluster-scoped labels.
 ipBlock 3 networking/v1.IPBlock * -- ipBlock defines policy on a particular IPBlock.
networking/v1.IPBlock -- IPBlock describes a particular CIDR (Ex.
 cidr 1 string ! required -- cidr is a string representing the IPBlock Valid examples are "192.168.1.0/24" or "2001:db8::/64"
 except 2 []string -- except is a slice of CIDRs that should not be included within an IPBlock Valid examples are "192.168.1.0/24" or "2001:db8::/64" Except values will be rejected if they are outside the cidr range
networking/v1.NetworkPolicyEgressRule -- NetworkPolicyEgressRule describes a particular set of traffic that is allowed out of pods matched by a NetworkPolicySpec's podSelector.
 ports 1 []networking/v1.NetworkPolicyPort -- ports is a list of destination ports for outgoing traffic.
 to 2 []networking/v1.NetworkPolicyPeer -- to is a list of destinations for outgoing traffic of pods selected for this rule.
networking/v1.Ingress -- Ingress is a collection of rules that allow inbound connections to reach the endpoints defined by a backend.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata.
 spec 2 networking/v1.IngressSpec -- spec is the desired state of the Ingress.
 status 3 networking/v1.IngressStatus -- status is the current state of the Ingress.
networking/v1.IngressSpec -- IngressSpec describes the Ingress the user wishes to exist.
 defaultBackend 1 networking/v1.IngressBackend * -- defaultBackend is the backend that should handle requests that don't match any rule.
 tls 2 []networking/v1.IngressTLS -- tls represents the TLS configuration.
 rules 3 []networking/v1.IngressRule -- rules is a list of host rules used to configure the Ingress.
 ingressClassName 4 string * -- ingressClassName is the name of an IngressClass cluster resource.
networking/v1.IngressBackend -- IngressBackend describes all endpoints for a given service and port.
 resource 3 core/v1.TypedLocalObjectReference * -- resource is an ObjectRef to another Kubernetes resource in the namespace of the Ingress object.
 service 4 networking/v1.IngressServiceBackend * -- service references a service as a backend.
networking/v1.IngressServiceBackend -- IngressServiceBackend references a Kubernetes Service as a Backend.
 name 1 string ! -- name is the referenced service.
 port 2 networking/v1.ServiceBackendPort -- port of the referenced service.
networking/v1.ServiceBackendPort atomic -- ServiceBackendPort is the service port being referenced.
 name 1 string -- name is the name of the port on the Service.
 number 2 int32 -- number is the numerical port number (e.g.
networking/v1.IngressTLS -- IngressTLS describes the transport layer security associated with an ingress.
 hosts 1 []string -- hosts is a list of hosts included in the TLS certificate.
 secretName 2 string -- secretName is the name of the secret used to terminate TLS traffic on port 443.
networking/v1.IngressRule -- IngressRule represents the rules mapping the paths under a specified host to the related backend services.
 host 1 string -- host is the fully qualified domain name of a network host, as defined by RFC 3986.
 ingressRuleValue 2 networking/v1.IngressRuleValue inline -- IngressRuleValue represents a rule to route requests for this IngressRule.
networking/v1.IngressRuleValue -- IngressRuleValue represents a rule to apply against incoming requests.
 http 1 networking/v1.HTTPIngressRuleValue * -- http is a HTTP IngressRuleValue, which contains a list of http selectors
networking/v1.HTTPIngressRuleValue -- HTTPIngressRuleValue is a list of http selectors pointing to backends.
 paths 1 []networking/v1.HTTPIngressPath ! -- paths is a collection of paths that map requests to backends.
networking/v1.HTTPIngressPath -- HTTPIngressPath associates a path with a backend.
 path 1 string -- path is matched against the path of an incoming request.
 backend 2 networking/v1.IngressBackend ! -- backend defines the referenced service endpoint to which the traffic will be forwarded to.
 pathType 3 string * ! -- pathType determines the interpretation of the path matching.
networking/v1.IngressStatus -- IngressStatus describe the current state of the Ingress.
 loadBalancer 1 networking/v1.IngressLoadBalancerStatus -- loadBalancer contains the current status of the load-balancer.
networking/v1.IngressLoadBalancerStatus -- IngressLoadBalancerStatus represents the status of a load-balancer.
 ingress 1 []networking/v1.IngressLoadBalancerIngress -- ingress is a list containing ingress points for the load-balancer.
networking/v1.IngressLoadBalancerIngress -- IngressLoadBalancerIngress represents the status of a load-balancer ingress point.
 ip 1 string -- ip is set for load-balancer ingress points that are IP based.
 hostname 2 string -- hostname is set for load-balancer ingress points that are DNS based.
 ports 4 []networking/v1.IngressPortStatus -- ports provides information about the ports exposed by this LoadBalancer.
networking/v1.IngressPortStatus -- IngressPortStatus represents the error condition of a service port
 port 1 int32 ! -- port is the port number of the ingress port.
 protocol 2 string ! -- protocol is the protocol of the ingress port.
 error 3 string * -- error is to record the problem with the service port The format of the error shall comply with the following rules: - built-in error values shall be specified in this file and those shall use CamelCase names - cloud p...
networking/v1.IngressClass -- IngressClass represents the class of the Ingress, referenced by the Ingress Spec.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata.
 spec 2 networking/v1.IngressClassSpec -- spec is the desired state of the IngressClass.
networking/v1.IngressClassSpec -- IngressClassSpec provides information about the class of an Ingress.
 controller 1 string -- controller refers to the name of the controller that should handle this class.
 parameters 2 networking/v1.IngressClassParametersReference * -- parameters is a link to a custom resource containing additional configuration for the controller.
networking/v1.IngressClassParametersReference -- IngressClassParametersReference identifies an API object.
 apiGroup 1 string * -- apiGroup is the group for the resource being referenced.
 kind 2 string ! required -- kind is the type of resource being referenced.
 name 3 string ! required -- name is the name of resource being referenced.
 scope 4 string * ! -- scope represents if this refers to a cluster or namespace scoped resource.
 namespace 5 string * -- namespace is the namespace of the resource being referenced.
coordination/v1.Lease -- Lease defines a lease concept.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata.
 spec 2 coordination/v1.LeaseSpec -- spec contains the specification of the Lease.
coordination/v1.LeaseSpec -- LeaseSpec is a specification of a Lease.
 holderIdentity 1 string * -- holderIdentity contains the identity of the holder of a current lease.
 leaseDurationSeconds 2 int32 * -- leaseDurationSeconds is a duration that candidates for a lease need to wait to force acquire it.
 acquireTime 3 MicroTime * -- acquireTime is a time when the current lease was acquired.
 renewTime 4 MicroTime * -- renewTime is a time when the current holder of a lease has last updated the lease.
 leaseTransitions 5 int32 * -- leaseTransitions is the number of transitions of a lease between holders.
 strategy 6 string * -- strategy indicates the strategy for picking the leader for coordinated leader election.
 preferredHolder 7 string * -- preferredHolder signals to a lease holder that the lease has a more optimal holder and should be given up.
events/v1.Event -- Event is a report of an event somewhere in the cluster.
 metadata 1 meta/v1.ObjectMeta ! -- metadata is the standard object's metadata.
 eventTime 2 MicroTime ! -- eventTime is the time when this Event was first observed.
 series 3 events/v1.EventSeries * -- series is data about the Event series this event represents or nil if it's a singleton Event.
 reportingController 4 string -- reportingController is the name of the controller that emitted this Event, e.g.
 reportingInstance 5 string -- reportingInstance is the ID of the controller instance, e.g.
 action 6 string -- action is what action was taken/failed regarding to the regarding object.
 reason 7 string -- reason is why the action was taken.
 regarding 8 core/v1.ObjectReference -- regarding contains the object this Event is about.
 related 9 core/v1.ObjectReference * -- related is the optional secondary object for more complex actions.
 note 10 string -- note is a human-readable description of the status of this operation.
 type 11 string -- type is the type of this event (Normal, Warning), new types could be added in the future.
 deprecatedSource 12 core/v1.EventSource -- deprecatedSource is the deprecated field assuring backward compatibility with core.v1 Event type.
 deprecatedFirstTimestamp 13 Time -- deprecatedFirstTimestamp is the deprecated field assuring backward compatibility with core.v1 Event type.
 deprecatedLastTimestamp 14 Time -- deprecatedLastTimestamp is the deprecated field assuring backward compatibility with core.v1 Event type.
 deprecatedCount 15 int32 -- deprecatedCount is the deprecated field assuring backward compatibility with core.v1 Event type.
events/v1.EventSeries -- EventSeries contain information on series of events, i.e.
 count 1 int32 ! -- count is the number of occurrences in this series up to the last heartbeat time.
 lastObservedTime 2 MicroTime ! -- lastObservedTime is the time when last Event from the series was seen before last heartbeat.
policy/v1.PodDisruptionBudget -- PodDisruptionBudget is an object to define the max disruption that can be caused to a collection of pods
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object's metadata.
 spec 2 policy/v1.PodDisruptionBudgetSpec -- spec is the specification of the desired behavior of the PodDisruptionBudget.
 status 3 policy/v1.PodDisruptionBudgetStatus -- status is the most recently observed status of the PodDisruptionBudget.
policy/v1.PodDisruptionBudgetSpec -- PodDisruptionBudgetSpec is a description of a PodDisruptionBudget.
 minAvailable 1 IntOrString * -- minAvailable indicates that an eviction is allowed if at least "minAvailable" pods selected by "selector" will still be available after the eviction, i.e.
 selector 2 meta/v1.LabelSelector * patch(replace) -- selector is a label query over pods whose evictions are managed by the disruption budget.
 maxUnavailable 3 IntOrString * -- maxUnavailable indicates that an eviction is allowed if at most "maxUnavailable" pods selected by "selector" are unavailable after the eviction, i.e.
 unhealthyPodEvictionPolicy 4 string * -- unhealthyPodEvictionPolicy defines the criteria for when unhealthy pods should be considered for eviction.
policy/v1.PodDisruptionBudgetStatus -- PodDisruptionBudgetStatus represents information about the status of a PodDisruptionBudget.
 observedGeneration 1 int64 -- Most recent generation observed when updating this PDB status.
 disruptedPods 2 {}Time -- DisruptedPods contains information about pods whose eviction was processed by the API server eviction subresource handler but has not yet been observed by the PodDisruptionBudget controller.
 disruptionsAllowed 3 int32 ! -- Number of pod disruptions that are currently allowed.
 currentHealthy 4 int32 ! -- current number of healthy pods
 desiredHealthy 5 int32 ! -- minimum desired number of healthy pods
 expectedPods 6 int32 ! -- total number of pods counted by this disruption budget
 conditions 7 []meta/v1.Condition map(type) patch(merge:type) -- Conditions contain conditions for PDB.
policy/v1.Eviction -- Eviction evicts a pod from its node subject to certain policies and safety constraints.
 metadata 1 meta/v1.ObjectMeta -- metadata describes the pod that is being evicted.
 deleteOptions 2 meta/v1.DeleteOptions * -- deleteOptions may be provided
meta/v1.DeleteOptions -- DeleteOptions may be provided when deleting an API object.
 gracePeriodSeconds 1 int64 * -- The duration in seconds before the object should be deleted.
 preconditions 2 meta/v1.Preconditions * -- Must be fulfilled before a deletion is carried out.
 orphanDependents 3 bool * -- Deprecated: please use the PropagationPolicy, this field will be deprecated in 1.7.
 propagationPolicy 4 string * -- Whether and how garbage collection will be performed.
 dryRun 5 []string -- When present, indicates that modifications should not be persisted.
 ignoreStoreReadErrorWithClusterBreakingPotential 6 bool * -- if set to true, it will trigger an unsafe deletion of the resource in case the normal deletion flow fails with a corrupt object error.
meta/v1.Preconditions -- Preconditions must be fulfilled before an operation (update, delete, etc.) is carried out.
 uid 1 string * -- Specifies the target UID.
 resourceVersion 2 string * -- Specifies the target ResourceVersion
autoscaling/v2.HorizontalPodAutoscaler -- HorizontalPodAutoscaler is the configuration for a horizontal pod autoscaler, which automatically manages the replica count of any resource implementing the scale subresource based on the metrics specified.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata.
 spec 2 autoscaling/v2.HorizontalPodAutoscalerSpec required -- spec is the specification for the behaviour of the autoscaler.
 status 3 autoscaling/v2.HorizontalPodAutoscalerStatus -- status is the current information about the autoscaler.
autoscaling/v2.HorizontalPodAutoscalerSpec -- HorizontalPodAutoscalerSpec describes the desired functionality of the HorizontalPodAutoscaler.
 scaleTargetRef 1 autoscaling/v2.CrossVersionObjectReference ! -- scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics should be collected, as well as to actually change the replica count.
 minReplicas 2 int32 * -- minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.
 maxReplicas 3 int32 ! required -- maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up.
 metrics 4 []autoscaling/v2.MetricSpec -- metrics contains the specifications for which to use to calculate the desired replica count (the maximum replica count across all metrics will be used).
 behavior 5 autoscaling/v2.HorizontalPodAutoscalerBehavior * -- behavior configures the scaling behavior of the target in both Up and Down directions (scaleUp and scaleDown fields respectively).
autoscaling/v2.CrossVersionObjectReference -- CrossVersionObjectReference contains enough information to let you identify the referred resource.
 kind 1 string ! -- kind is the kind of the referent; More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds
 name 2 string ! -- name is the name of the referent; More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names
 apiVersion 3 string -- apiVersion is the API version of the referent
autoscaling/v2.MetricSpec -- MetricSpec specifies how to scale based on a single metric (only 'type' and one other matching field should be set at once).
 type 1 string ! -- type is the type of metric source.
 object 2 autoscaling/v2.ObjectMetricSource * -- object refers to a metric describing a single kubernetes object (for example, hits-per-second on an Ingress object).
 pods 3 autoscaling/v2.PodsMetricSource * -- pods refers to a metric describing each pod in the current scale target (for example, transactions-processed-per-second).
 resource 4 autoscaling/v2.ResourceMetricSource * -- resource refers to a resource metric (such as those specified in requests and limits) known to Kubernetes describing each pod in the current scale target (e.g.
 external 5 autoscaling/v2.ExternalMetricSource * -- external refers to a global metric that is not associated with any Kubernetes object.
 containerResource 7 autoscaling/v2.ContainerResourceMetricSource * -- containerResource refers to a resource metric (such as those specified in requests and limits) known to Kubernetes describing a single container in each pod of the current scale target (e.g.
autoscaling/v2.ObjectMetricSource -- ObjectMetricSource indicates how to scale on a metric describing a kubernetes object (for example, hits-per-second on an Ingress object).
 describedObject 1 autoscaling/v2.CrossVersionObjectReference ! -- describedObject specifies the descriptions of a object,such as kind,name apiVersion
 target 2 autoscaling/v2.MetricTarget ! -- target specifies the target value for the given metric
 metric 3 autoscaling/v2.MetricIdentifier ! -- metric identifies the target metric by name and selector
autoscaling/v2.MetricTarget -- MetricTarget defines the target value, average value, or average utilization of a specific metric
 type 1 string ! -- type represents whether the metric type is Utilization, Value, or AverageValue
 value 2 Quantity * -- value is the target value of the metric (as a quantity).
 averageValue 3 Quantity * -- averageValue is the target value of the average of the metric across all relevant pods (as a quantity)
 averageUtilization 4 int32 * -- averageUtilization is the target value of the average of the resource metric across all relevant pods, represented as a percentage of the requested value of the resource for the pods.
autoscaling/v2.MetricIdentifier -- MetricIdentifier defines the name and optionally selector for a metric
 name 1 string ! -- name is the name of the given metric
 selector 2 meta/v1.LabelSelector * -- selector is the string-encoded form of a standard kubernetes label selector for the given metric When set, it is passed as an additional parameter to the metrics server for more specific metrics scoping.
autoscaling/v2.PodsMetricSource -- PodsMetricSource indicates how to scale on a metric describing each pod in the current scale target (for example, transactions-processed-per-second).
 metric 1 autoscaling/v2.MetricIdentifier ! -- metric identifies the target metric by name and selector
 target 2 autoscaling/v2.MetricTarget ! -- target specifies the target value for the given metric
autoscaling/v2.ResourceMetricSource -- ResourceMetricSource indicates how to scale on a resource metric known to Kubernetes, as specified in requests and limits, describing each pod in the current scale target (e.g.
 name 1 string ! -- name is the name of the resource in question.
 target 2 autoscaling/v2.MetricTarget ! -- target specifies the target value for the given metric
autoscaling/v2.ExternalMetricSource -- ExternalMetricSource indicates how to scale on a metric not associated with any Kubernetes object (for example length of queue in cloud messaging service, or QPS from loadbalancer running outside of cluster).
 metric 1 autoscaling/v2.MetricIdentifier ! -- metric identifies the target metric by name and selector
 target 2 autoscaling/v2.MetricTarget ! -- target specifies the target value for the given metric
autoscaling/v2.ContainerResourceMetricSource -- ContainerResourceMetricSource indicates how to scale on a resource metric known to Kubernetes, as specified in requests and limits, describing each pod in the current scale target (e.g.
 name 1 string ! -- name is the name of the resource in question.
 target 2 autoscaling/v2.MetricTarget ! -- target specifies the target value for the given metric
 container 3 string ! -- container is the name of the container in the pods of the scaling target
autoscaling/v2.HorizontalPodAutoscalerBehavior -- HorizontalPodAutoscalerBehavior configures the scaling behavior of the target in both Up and Down directions (scaleUp and scaleDown fields respectively).
 scaleUp 1 autoscaling/v2.HPAScalingRules * -- scaleUp is scaling policy for scaling Up.
 scaleDown 2 autoscaling/v2.HPAScalingRules * -- scaleDown is scaling policy for scaling Down.
autoscaling/v2.HPAScalingRules -- HPAScalingRules configures the scaling behavior for one direction via scaling Policy Rules and a configurable metric tolerance.
 selectPolicy 1 string * -- selectPolicy is used to specify which policy should be used.
 policies 2 []autoscaling/v2.HPAScalingPolicy -- policies is a list of potential scaling polices which can be used during scaling.
 stabilizationWindowSeconds 3 int32 * -- stabilizationWindowSeconds is the number of seconds for which past recommendations should be considered while scaling up or scaling down.
 tolerance 4 Quantity * -- tolerance is the tolerance on the ratio between the current and desired metric value under which no updates are made to the desired number of replicas (e.g.
autoscaling/v2.HPAScalingPolicy -- HPAScalingPolicy is a single policy which must hold true for a specified past interval.
 type 1 string ! -- type is used to specify the scaling policy.
 value 2 int32 ! -- value contains the amount of change which is permitted by the policy.
 periodSeconds 3 int32 ! -- periodSeconds specifies the window of time for which the policy should hold true.
autoscaling/v2.HorizontalPodAutoscalerStatus -- HorizontalPodAutoscalerStatus describes the current status of a horizontal pod autoscaler.
 observedGeneration 1 int64 * -- observedGeneration is the most recent generation observed by this autoscaler.
 lastScaleTime 2 Time * -- lastScaleTime is the last time the HorizontalPodAutoscaler scaled the number of pods, used by the autoscaler to control how often the number of pods is changed.
 currentReplicas 3 int32 -- currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by the autoscaler.
 desiredReplicas 4 int32 ! -- desiredReplicas is the desired number of replicas of pods managed by this autoscaler, as last calculated by the autoscaler.
 currentMetrics 5 []autoscaling/v2.MetricStatus ! -- currentMetrics is the last read state of the metrics used by this autoscaler.
 conditions 6 []autoscaling/v2.HorizontalPodAutoscalerCondition map(type) patch(merge:type) -- conditions is the set of conditions required for this autoscaler to scale its target, and indicates whether or not those conditions are met.
autoscaling/v2.MetricStatus -- MetricStatus describes the last-read state of a single metric.
 type 1 string ! -- type is the type of metric source.
 object 2 autoscaling/v2.ObjectMetricStatus * -- object refers to a metric describing a single kubernetes object (for example, hits-per-second on an Ingress object).
 pods 3 autoscaling/v2.PodsMetricStatus * -- pods refers to a metric describing each pod in the current scale target (for example, transactions-processed-per-second).
 resource 4 autoscaling/v2.ResourceMetricStatus * -- resource refers to a resource metric (such as those specified in requests and limits) known to Kubernetes describing each pod in the current scale target (e.g.
 external 5 autoscaling/v2.ExternalMetricStatus * -- external refers to a global metric that is not associated with any Kubernetes object.
 containerResource 7 autoscaling/v2.ContainerResourceMetricStatus * -- containerResource refers to a resource metric (such as those specified in requests and limits) known to Kubernetes describing a single container in each pod in the current scale target (e.g.
autoscaling/v2.ObjectMetricStatus -- ObjectMetricStatus indicates the current value of a metric describing a kubernetes object (for example, hits-per-second on an Ingress object).
 metric 1 autoscaling/v2.MetricIdentifier ! -- metric identifies the target metric by name and selector
 current 2 autoscaling/v2.MetricValueStatus ! -- current contains the current value for the given metric
 describedObject 3 autoscaling/v2.CrossVersionObjectReference ! -- describedObject specifies the descriptions of a object,such as kind,name apiVersion
autoscaling/v2.MetricValueStatus -- MetricValueStatus holds the current value for a metric
 value 1 Quantity * -- value is the current value of the metric (as a quantity).
 averageValue 2 Quantity * -- averageValue is the current value of the average of the metric across all relevant pods (as a quantity)
 averageUtilization 3 int32 * -- averageUtilization is the current value of the average of the resource metric across all relevant pods, represented as a percentage of the requested value of the resource for the pods.
autoscaling/v2.PodsMetricStatus -- PodsMetricStatus indicates the current value of a metric describing each pod in the current scale target (for example, transactions-processed-per-second).
 metric 1 autoscaling/v2.MetricIdentifier ! -- metric identifies the target metric by name and selector
 current 2 autoscaling/v2.MetricValueStatus ! -- current contains the current value for the given metric
autoscaling/v2.ResourceMetricStatus -- ResourceMetricStatus indicates the current value of a resource metric known to Kubernetes, as specified in requests and limits, describing each pod in the current scale target (e.g.
 name 1 string ! -- name is the name of the resource in question.
 current 2 autoscaling/v2.MetricValueStatus ! -- current contains the current value for the given metric
autoscaling/v2.ExternalMetricStatus -- ExternalMetricStatus indicates the current value of a global metric not associated with any Kubernetes object.
 metric 1 autoscaling/v2.MetricIdentifier ! -- metric identifies the target metric by name and selector
 current 2 autoscaling/v2.MetricValueStatus ! -- current contains the current value for the given metric
autoscaling/v2.ContainerResourceMetricStatus -- ContainerResourceMetricStatus indicates the current value of a resource metric known to Kubernetes, as specified in requests and limits, describing a single container in each pod in the current scale target (e.g.
 name 1 string ! -- name is the name of the resource in question.
 current 2 autoscaling/v2.MetricValueStatus ! -- current contains the current value for the given metric
 container 3 string ! -- container is the name of the container in the pods of the scaling target
autoscaling/v2.HorizontalPodAutoscalerCondition -- HorizontalPodAutoscalerCondition describes the state of a HorizontalPodAutoscaler at a certain point.
 type 1 string ! -- type describes the current condition
 status 2 string ! -- status is the status of the condition (True, False, Unknown)
 lastTransitionTime 3 Time -- lastTransitionTime is the last time the condition transitioned from one status to another
 reason 4 string -- reason is the reason for the condition's last transition.
 message 5 string -- message is a human-readable explanation containing details about the transition
 observedGeneration 6 int64 * -- observedGeneration represents the .metadata.generation that the condition was set based upon.
autoscaling/v1.Scale -- Scale represents a scaling request for a resource.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata; More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata.
 spec 2 autoscaling/v1.ScaleSpec -- spec defines the behavior of the scale.
 status 3 autoscaling/v1.ScaleStatus -- status is the current status of the scale.
autoscaling/v1.ScaleSpec -- ScaleSpec describes the attributes of a scale subresource.
 replicas 1 int32 =0 -- replicas is the desired number of instances for the scaled object.
autoscaling/v1.ScaleStatus -- ScaleStatus represents the current status of a scale subresource.
 replicas 1 int32 ! -- replicas is the actual number of observed instances of the scaled object.
 selector 2 string -- selector is the label query over pods that should match the replicas count.
admissionregistration/v1.ValidatingAdmissionPolicy -- ValidatingAdmissionPolicy describes the definition of an admission validation policy that accepts or rejects an object without changing it.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata; More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata.
 spec 2 admissionregistration/v1.ValidatingAdmissionPolicySpec -- spec defines the desired behavior of the ValidatingAdmissionPolicy.
 status 3 admissionregistration/v1.ValidatingAdmissionPolicyStatus -- status represents the current status of the ValidatingAdmissionPolicy, including warnings that are useful to determine if the policy behaves in the expected way.
admissionregistration/v1.ValidatingAdmissionPolicySpec -- ValidatingAdmissionPolicySpec is the specification of the desired behavior of the AdmissionPolicy.
 paramKind 1 admissionregistration/v1.ParamKind * -- paramKind specifies the kind of resources used to parameterize this policy.
 matchConstraints 2 admissionregistration/v1.MatchResources * -- matchConstraints specifies what resources this policy is designed to validate.
 validations 3 []admissionregistration/v1.Validation -- validations contain CEL expressions which is used to apply the validation.
 failurePolicy 4 string * -- failurePolicy defines how to handle failures for the admission policy.
 auditAnnotations 5 []admissionregistration/v1.AuditAnnotation -- auditAnnotations contains CEL expressions which are used to produce audit annotations for the audit event of the API request.
 matchConditions 6 []admissionregistration/v1.MatchCondition map(name) patch(merge:name) -- matchConditions is a list of conditions that must be met for a request to be validated.
 variables 7 []admissionregistration/v1.Variable map(name) patch(merge:name) -- variables contain definitions of variables that can be used in composition of other expressions.
admissionregistration/v1.ParamKind atomic -- ParamKind is a tuple of Group Kind and Version.
 apiVersion 1 string -- apiVersion is the API group version the resources belong to.
 kind 2 string -- kind is the API kind the resources belong to.
admissionregistration/v1.MatchResources atomic -- MatchResources decides whether to run the admission control policy on an object based on whether it meets the match criteria.
 namespaceSelector 1 meta/v1.LabelSelector * -- namespaceSelector decides whether to run the admission control policy on an object based on whether the namespace for that object matches the selector.
 objectSelector 2 meta/v1.LabelSelector * -- objectSelector decides whether to run the validation based on if the object has matching labels.
 resourceRules 3 []admissionregistration/v1.NamedRuleWithOperations -- resourceRules describes what operations on what resources/subresources the ValidatingAdmissionPolicy matches.
 excludeResourceRules 4 []admissionregistration/v1.NamedRuleWithOperations -- excludeResourceRules describes what operations on what resources/subresources the ValidatingAdmissionPolicy should not care about.
 matchPolicy 7 string * -- matchPolicy defines how the "MatchResources" list is used to match incoming requests.
admissionregistration/v1.NamedRuleWithOperations atomic -- NamedRuleWithOperations is a tuple of Operations and Resources with ResourceNames.
 resourceNames 1 []string -- resourceNames is an optional white list of names that the rule applies to.
 ruleWithOperations 2 admissionregistration/v1.RuleWithOperations inline -- RuleWithOperations is a tuple of Operations and Resources.
admissionregistration/v1.RuleWithOperations -- RuleWithOperations is a tuple of Operations and Resources.
 operations 1 []string -- operations is the operations the admission hook cares about - CREATE, UPDATE, DELETE, CONNECT or * for all of those operations and any future admission operations that are added.
 rule 2 admissionregistration/v1.Rule inline -- Rule is embedded, it describes other criteria of the rule, like APIGroups, APIVersions, Resources, etc.
admissionregistration/v1.Rule -- Rule is a tuple of APIGroups, APIVersion, and Resources.It is recommended to make sure that all the tuple expansions are valid.
 apiGroups 1 []string -- apiGroups is the API groups the resources belong to.
 apiVersions 2 []string -- apiVersions is the API versions the resources belong to.
 resources 3 []string -- resources is a list of resources this rule applies to.
 scope 4 string * -- scope specifies the scope of this rule.
admissionregistration/v1.Validation -- Validation specifies the CEL expression which is used to apply the validation.
 expression 1 string ! -- expression represents the expression which will be evaluated by CEL.
 message 2 string -- message represents the message displayed when validation fails.
 reason 3 string * -- reason represents a machine-readable description of why this validation failed.
 messageExpression 4 string -- messageExpression declares a CEL expression that evaluates to the validation failure message that is returned when this rule fails.
admissionregistration/v1.AuditAnnotation -- AuditAnnotation describes how to produce an audit annotation for an API request.
 key 1 string ! -- key specifies the audit annotation key.
 valueExpression 2 string ! -- valueExpression represents the expression which is evaluated by CEL to produce an audit annotation value.
admissionregistration/v1.MatchCondition -- MatchCondition represents a condition which must by fulfilled for a request to be sent to a webhook.
 name 1 string ! -- name is an identifier for this match condition, used for strategic merging of MatchConditions, as well as providing an identifier for logging purposes.
 expression 2 string ! -- expression represents the expression which will be evaluated by CEL.
admissionregistration/v1.Variable atomic -- Variable is the definition of a variable that is used for composition.
 name 1 string ! -- name is the name of the variable.
 expression 2 string ! -- expression is the expression that will be evaluated as the value of the variable.
admissionregistration/v1.ValidatingAdmissionPolicyStatus -- ValidatingAdmissionPolicyStatus represents the status of an admission validation policy.
 observedGeneration 1 int64 -- observedGeneration is the generation observed by the controller.
 typeChecking 2 admissionregistration/v1.TypeChecking * -- typeChecking contains the results of type checking for each expression.
 conditions 3 []meta/v1.Condition map(type) -- conditions represent the latest available observations of a policy's current state.
admissionregistration/v1.TypeChecking -- TypeChecking contains results of type checking the expressions in the ValidatingAdmissionPolicy
 expressionWarnings 1 []admissionregistration/v1.ExpressionWarning -- expressionWarnings contains the type checking warnings for each expression.
admissionregistration/v1.ExpressionWarning -- ExpressionWarning is a warning information that targets a specific expression.
 fieldRef 2 string ! -- fieldRef is the path to the field that refers to the expression.
 warning 3 string ! -- warning contains the content of type checking information in a human-readable form.
admissionregistration/v1.ValidatingAdmissionPolicyBinding -- ValidatingAdmissionPolicyBinding binds the ValidatingAdmissionPolicy with paramerized resources.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata; More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata.
 spec 2 admissionregistration/v1.ValidatingAdmissionPolicyBindingSpec required -- spec defines the desired behavior of the ValidatingAdmissionPolicyBinding.
admissionregistration/v1.ValidatingAdmissionPolicyBindingSpec -- ValidatingAdmissionPolicyBindingSpec is the specification of the ValidatingAdmissionPolicyBinding.
 policyName 1 string required -- policyName references a ValidatingAdmissionPolicy name which the ValidatingAdmissionPolicyBinding binds to.
 paramRef 2 admissionregistration/v1.ParamRef * -- paramRef specifies the parameter resource used to configure the admission control policy.
 matchResources 3 admissionregistration/v1.MatchResources * -- matchResources declares what resources match this binding and will be validated by it.
 validationActions 4 []string set required -- validationActions declares how Validations of the referenced ValidatingAdmissionPolicy are enforced.
admissionregistration/v1.ParamRef atomic -- ParamRef describes how to locate the params to be used as input to expressions of rules applied by a policy binding.
 name 1 string -- name is the name of the resource being referenced.
 namespace 2 string -- namespace is the namespace of the referenced resource.
 selector 3 meta/v1.LabelSelector * -- selector can be used to match multiple param objects based on their labels.
 parameterNotFoundAction 4 string * -- parameterNotFoundAction controls the behavior of the binding when the resource exists, and name or selector is valid, but there are no parameters matched by the binding.
admissionregistration/v1.ValidatingWebhookConfiguration -- ValidatingWebhookConfiguration describes the configuration of and admission webhook that accept or reject and object without changing it.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata; More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata.
 webhooks 2 []admissionregistration/v1.ValidatingWebhook map(name) patch(merge:name) -- webhooks is a list of webhooks and the affected resources and operations.
admissionregistration/v1.ValidatingWebhook -- ValidatingWebhook describes an admission webhook and the resources and operations it applies to.
 name 1 string ! -- name is the name of the admission webhook.
 clientConfig 2 admissionregistration/v1.WebhookClientConfig ! -- clientConfig defines how to communicate with the hook.
 rules 3 []admissionregistration/v1.RuleWithOperations -- rules describes what operations on what resources/subresources the webhook cares about.
 failurePolicy 4 string * -- failurePolicy defines how unrecognized errors from the admission endpoint are handled - allowed values are Ignore or Fail.
 namespaceSelector 5 meta/v1.LabelSelector * -- namespaceSelector decides whether to run the webhook on an object based on whether the namespace for that object matches the selector.
 sideEffects 6 string * ! -- sideEffects states whether this webhook has side effects.
 timeoutSeconds 7 int32 * -- timeoutSeconds specifies the timeout for this webhook.
 admissionReviewVersions 8 []string ! -- admissionReviewVersions is an ordered list of preferred 'AdmissionReview' versions the Webhook expects.
 matchPolicy 9 string * -- matchPolicy defines how the "rules" list is used to match incoming requests.
 objectSelector 10 meta/v1.LabelSelector * -- objectSelector decides whether to run the webhook based on if the object has matching labels.
 matchConditions 11 []admissionregistration/v1.MatchCondition map(name) patch(merge:name) -- matchConditions is a list of conditions that must be met for a request to be sent to this webhook.
admissionregistration/v1.WebhookClientConfig -- WebhookClientConfig contains the information to make a TLS connection with the webhook
 service 1 admissionregistration/v1.ServiceReference * -- service is a reference to the service for this webhook.
 caBundle 2 bytes -- caBundle is a PEM encoded CA bundle which will be used to validate the webhook's server certificate.
 url 3 string * -- url gives the location of the webhook, in standard URL form ('scheme://host:port/path').
admissionregistration/v1.ServiceReference -- ServiceReference holds a reference to Service.legacy.k8s.io
 namespace 1 string ! -- namespace is the namespace of the service.
 name 2 string ! -- name is the name of the service.
 path 3 string * -- path is an optional URL path which will be sent in any request to this service.
 port 4 int32 * -- port is the port on the service that hosts the webhook.
admissionregistration/v1.MutatingWebhookConfiguration -- MutatingWebhookConfiguration describes the configuration of and admission webhook that accept or reject and may change the object.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata; More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata.
 webhooks 2 []admissionregistration/v1.MutatingWebhook map(name) patch(merge:name) -- webhooks is a list of webhooks and the affected resources and operations.
admissionregistration/v1.MutatingWebhook -- MutatingWebhook describes an admission webhook and the resources and operations it applies to.
 name 1 string ! -- name is the name of the admission webhook.
 clientConfig 2 admissionregistration/v1.WebhookClientConfig ! -- clientConfig defines how to communicate with the hook.
 rules 3 []admissionregistration/v1.RuleWithOperations -- rules describes what operations on what resources/subresources the webhook cares about.
 failurePolicy 4 string * -- failurePolicy defines how unrecognized errors from the admission endpoint are handled - allowed values are Ignore or Fail.
 namespaceSelector 5 meta/v1.LabelSelector * -- namespaceSelector decides whether to run the webhook on an object based on whether the namespace for that object matches the selector.
 sideEffects 6 string * ! -- sideEffects states whether this webhook has side effects.
 timeoutSeconds 7 int32 * -- timeoutSeconds specifies the timeout for this webhook.
 admissionReviewVersions 8 []string ! -- admissionReviewVersions is an ordered list of preferred 'AdmissionReview' versions the Webhook expects.
 matchPolicy 9 string * -- matchPolicy defines how the "rules" list is used to match incoming requests.
 reinvocationPolicy 10 string * -- reinvocationPolicy indicates whether this webhook should be called multiple times as part of a single admission evaluation.
 objectSelector 11 meta/v1.LabelSelector * -- objectSelector decides whether to run the webhook based on if the object has matching labels.
 matchConditions 12 []admissionregistration/v1.MatchCondition map(name) patch(merge:name) -- matchConditions is a list of conditions that must be met for a request to be sent to this webhook.
authentication/v1.TokenRequest -- TokenRequest requests a token for a given service account.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object's metadata.
 spec 2 authentication/v1.TokenRequestSpec ! -- spec holds information about the request being evaluated
 status 3 authentication/v1.TokenRequestStatus -- status is filled in by the server and indicates whether the token can be authenticated.
authentication/v1.TokenRequestSpec -- TokenRequestSpec contains client provided parameters of a token request.
 audiences 1 []string ! -- audiences are the intendend audiences of the token.
 boundObjectRef 3 authentication/v1.BoundObjectReference * ! -- boundObjectRef is a reference to an object that the token will be bound to.
 expirationSeconds 4 int64 * ! -- expirationSeconds is the requested duration of validity of the request.
 attestations 5 {}authentication/v1.AttestationValue -- attestations is a map of well-known keys to string-slice values.
authentication/v1.BoundObjectReference -- BoundObjectReference is a reference to an object that a token is bound to.
 kind 1 string -- kind of the referent.
 apiVersion 2 string -- apiVersion is API version of the referent.
 name 3 string -- name of the referent.
 uid 4 string -- uid of the referent.
authentication/v1.AttestationValue -- AttestationValue masks the value so protobuf can generate
 items 1 []string -- 
authentication/v1.TokenRequestStatus -- TokenRequestStatus is the result of a token request.
 token 1 string ! -- token is the opaque bearer token.
 expirationTimestamp 2 Time ! -- expirationTimestamp is the time of expiration of the returned token.
authentication/v1.TokenReview -- TokenReview attempts to authenticate a token to a known user.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object's metadata.
 spec 2 authentication/v1.TokenReviewSpec ! required -- spec holds information about the request being evaluated
 status 3 authentication/v1.TokenReviewStatus -- status is filled in by the server and indicates whether the request can be authenticated.
authentication/v1.TokenReviewSpec -- TokenReviewSpec is a description of the token authentication request.
 token 1 string required -- token is the opaque bearer token.
 audiences 2 []string -- audiences is a list of the identifiers that the resource server presented with the token identifies as.
authentication/v1.TokenReviewStatus -- TokenReviewStatus is the result of the token authentication request.
 authenticated 1 bool -- authenticated indicates that the token was associated with a known user.
 user 2 authentication/v1.UserInfo -- user is the UserInfo associated with the provided token.
 error 3 string -- error indicates that the token couldn't be checked
 audiences 4 []string -- audiences are audience identifiers chosen by the authenticator that are compatible with both the TokenReview and token.
authentication/v1.UserInfo -- UserInfo holds the information about the user needed to implement the user.Info interface.
 username 1 string -- username is the name that uniquely identifies this user among all active users.
 uid 2 string -- uid is a unique value that identifies this user across time.
 groups 3 []string -- groups is the names of groups this user is a part of.
 extra 4 {}authentication/v1.ExtraValue -- extra is any additional information provided by the authenticator.
authentication/v1.ExtraValue -- ExtraValue masks the value so protobuf can generate
 items 1 []string -- 
authentication/v1.SelfSubjectReview -- SelfSubjectReview contains the user information that the kube-apiserver has about the user making this request.
 metadata 1 meta/v1.ObjectMeta -- metadata is standard object's metadata.
 status 2 authentication/v1.SelfSubjectReviewStatus -- status is filled in by the server with the user attributes.
authentication/v1.SelfSubjectReviewStatus -- SelfSubjectReviewStatus is filled by the kube-apiserver and sent back to a user.
 userInfo 1 authentication/v1.UserInfo -- userInfo is a set of attributes belonging to the user making this request.
authorization/v1.SubjectAccessReview -- SubjectAccessReview checks whether or not a user or group can perform an action.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard list metadata.
 spec 2 authorization/v1.SubjectAccessReviewSpec ! -- spec holds information about the request being evaluated
 status 3 authorization/v1.SubjectAccessReviewStatus -- status is filled in by the server and indicates whether the request is allowed or not
authorization/v1.SubjectAccessReviewSpec -- SubjectAccessReviewSpec is a description of the access request.
 resourceAttributes 1 authorization/v1.ResourceAttributes * -- resourceAttributes describes information for a resource access request
 nonResourceAttributes 2 authorization/v1.NonResourceAttributes * -- nonResourceAttributes describes information for a non-resource access request
 user 3 string -- user is the user you're testing for.
 groups 4 []string -- groups is the groups you're testing for.
 extra 5 {}authorization/v1.ExtraValue -- extra corresponds to the user.Info.GetExtra() method from the authenticator.
 uid 6 string -- uid information about the requesting user.
authorization/v1.ResourceAttributes -- ResourceAttributes includes the authorization attributes available for resource requests to the Authorizer interface
 namespace 1 string -- namespace is the namespace of the action being requested.
 verb 2 string -- verb is a kubernetes resource API verb, like: get, list, watch, create, update, delete, proxy.
 group 3 string -- group is the API Group of the Resource.
 version 4 string -- version is the API Version of the Resource.
 resource 5 string -- resource is one of the existing resource types.
 subresource 6 string -- subresource is one of the existing resource types.
 name 7 string -- name is the name of the resource being requested for a "get" or deleted for a "delete".
 fieldSelector 8 authorization/v1.FieldSelectorAttributes * -- fieldSelector describes the limitation on access based on field.
 labelSelector 9 authorization/v1.LabelSelectorAttributes * -- labelSelector describes the limitation on access based on labels.
authorization/v1.FieldSelectorAttributes -- FieldSelectorAttributes indicates a field limited access.
 rawSelector 1 string -- rawSelector is the serialization of a field selector that would be included in a query parameter.
 requirements 2 []meta/v1.FieldSelectorRequirement -- requirements is the parsed interpretation of a field selector.
meta/v1.FieldSelectorRequirement -- FieldSelectorRequirement is a selector that contains values, a key, and an operator that relates the key and values.
 key 1 string ! -- key is the field selector key that the requirement applies to.
 operator 2 string ! -- operator represents a key's relationship to a set of values.
 values 3 []string -- values is an array of string values.
authorization/v1.LabelSelectorAttributes -- LabelSelectorAttributes indicates a label limited access.
 rawSelector 1 string -- rawSelector is the serialization of a field selector that would be included in a query parameter.
 requirements 2 []meta/v1.LabelSelectorRequirement -- requirements is the parsed interpretation of a label selector.
authorization/v1.NonResourceAttributes -- NonResourceAttributes includes the authorization attributes available for non-resource requests to the Authorizer interface
 path 1 string -- path is the URL path of the request
 verb 2 string -- verb is the standard HTTP verb
authorization/v1.ExtraValue -- ExtraValue masks the value so protobuf can generate
 items 1 []string -- 
authorization/v1.SubjectAccessReviewStatus -- SubjectAccessReviewStatus
 allowed 1 bool ! -- allowed is required.
 reason 2 string -- reason is optional.
 evaluationError 3 string -- evaluationError is an indication that some error occurred during the authorization check.
 denied 4 bool -- denied is optional.
authorization/v1.SelfSubjectAccessReview -- SelfSubjectAccessReview checks whether or the current user can perform an action.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard list metadata.
 spec 2 authorization/v1.SelfSubjectAccessReviewSpec ! -- spec holds information about the request being evaluated.
 status 3 authorization/v1.SubjectAccessReviewStatus -- status is filled in by the server and indicates whether the request is allowed or not
authorization/v1.SelfSubjectAccessReviewSpec -- SelfSubjectAccessReviewSpec is a description of the access request.
 resourceAttributes 1 authorization/v1.ResourceAttributes * -- resourceAttributes describes information for a resource access request
 nonResourceAttributes 2 authorization/v1.NonResourceAttributes * -- nonResourceAttributes describes information for a non-resource access request
authorization/v1.LocalSubjectAccessReview -- LocalSubjectAccessReview checks whether or not a user or group can perform an action in a given namespace.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard list metadata.
 spec 2 authorization/v1.SubjectAccessReviewSpec ! -- spec holds information about the request being evaluated.
 status 3 authorization/v1.SubjectAccessReviewStatus -- status is filled in by the server and indicates whether the request is allowed or not
authorization/v1.SelfSubjectRulesReview -- SelfSubjectRulesReview enumerates the set of actions the current user can perform within a namespace.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard list metadata.
 spec 2 authorization/v1.SelfSubjectRulesReviewSpec ! -- spec holds information about the request being evaluated.
 status 3 authorization/v1.SubjectRulesReviewStatus -- status is filled in by the server and indicates the set of actions a user can perform.
authorization/v1.SelfSubjectRulesReviewSpec -- SelfSubjectRulesReviewSpec defines the specification for SelfSubjectRulesReview.
 namespace 1 string -- namespace to evaluate rules for.
authorization/v1.SubjectRulesReviewStatus -- SubjectRulesReviewStatus contains the result of a rules check.
 resourceRules 1 []authorization/v1.ResourceRule ! -- resourceRules is the list of actions the subject is allowed to perform on resources.
 nonResourceRules 2 []authorization/v1.NonResourceRule ! -- nonResourceRules is the list of actions the subject is allowed to perform on non-resources.
 incomplete 3 bool ! -- incomplete is true when the rules returned by this call are incomplete.
 evaluationError 4 string -- evaluationError can appear in combination with Rules.
authorization/v1.ResourceRule -- ResourceRule is the list of actions the subject is allowed to perform on resources.
 verbs 1 []string ! -- verbs is a list of kubernetes resource API verbs, like: get, list, watch, create, update, delete, proxy.
 apiGroups 2 []string -- apiGroups is the name of the APIGroup that contains the resources.
 resources 3 []string -- resources is a list of resources this rule applies to.
 resourceNames 4 []string -- resourceNames is an optional white list of names that the rule applies to.
authorization/v1.NonResourceRule -- NonResourceRule holds information that describes a rule for the non-resource
 verbs 1 []string ! -- verbs is a list of kubernetes non-resource API verbs, like: get, post, put, delete, patch, head, options.
 nonResourceURLs 2 []string -- nonResourceURLs is a set of partial urls that a user should have access to.
discovery/v1.EndpointSlice -- EndpointSlice represents a set of service endpoints.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata.
 endpoints 2 []discovery/v1.Endpoint ! -- endpoints is a list of unique endpoints in this slice.
 ports 3 []discovery/v1.EndpointPort ! -- ports specifies the list of network ports exposed by each endpoint in this slice.
 addressType 4 string ! required -- addressType specifies the type of address carried by this EndpointSlice.
discovery/v1.Endpoint -- Endpoint represents a single logical "backend" implementing a service.
 addresses 1 []string ! set required -- addresses of this endpoint.
 conditions 2 discovery/v1.EndpointConditions -- conditions contains information about the current status of the endpoint.
 hostname 3 string * -- hostname of this endpoint.
 targetRef 4 core/v1.ObjectReference * -- targetRef is a reference to a Kubernetes object that represents this endpoint.
 deprecatedTopology 5 {}string -- deprecatedTopology contains topology information part of the v1beta1 API.
 nodeName 6 string * -- nodeName represents the name of the Node hosting this endpoint.
 zone 7 string * -- zone is the name of the Zone this endpoint exists in.
 hints 8 discovery/v1.EndpointHints * -- hints contains information associated with how an endpoint should be consumed.
discovery/v1.EndpointConditions -- EndpointConditions represents the current condition of an endpoint.
 ready 1 bool * -- ready indicates that this endpoint is ready to receive traffic, according to whatever system is managing the endpoint.
 serving 2 bool * -- serving indicates that this endpoint is able to receive traffic, according to whatever system is managing the endpoint.
 terminating 3 bool * -- terminating indicates that this endpoint is terminating.
discovery/v1.EndpointHints -- EndpointHints provides hints describing how an endpoint should be consumed.
 forZones 1 []discovery/v1.ForZone -- forZones indicates the zone(s) this endpoint should be consumed by when using topology aware routing.
 forNodes 2 []discovery/v1.ForNode -- forNodes indicates the node(s) this endpoint should be consumed by when using topology aware routing.
discovery/v1.ForZone -- ForZone provides information about which zones should consume this endpoint.
 name 1 string ! -- name represents the name of the zone.
discovery/v1.ForNode -- ForNode provides information about which nodes should consume this endpoint.
 name 1 string ! -- name represents the name of the node.
discovery/v1.EndpointPort atomic -- EndpointPort represents a Port used by an EndpointSlice
 name 1 string * -- name represents the name of this port.
 protocol 2 string * -- protocol represents the IP protocol for this port.
 port 3 int32 * -- port represents the port number of the endpoint.
 appProtocol 4 string * -- The application protocol for this port.
storage/v1.StorageClass -- StorageClass describes the parameters for a class of storage for which PersistentVolumes can be dynamically provisioned.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata.
 provisioner 2 string ! required -- provisioner indicates the type of the provisioner.
 parameters 3 {}string -- parameters holds the parameters for the provisioner that should create volumes of this storage class.
 reclaimPolicy 4 string * -- reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class.
 mountOptions 5 []string -- mountOptions controls the mountOptions for dynamically provisioned PersistentVolumes of this storage class.
 allowVolumeExpansion 6 bool * -- allowVolumeExpansion shows whether the storage class allow volume expand.
 volumeBindingMode 7 string * -- volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.
 allowedTopologies 8 []core/v1.TopologySelectorTerm -- allowedTopologies restrict the node topologies where volumes can be dynamically provisioned.
core/v1.TopologySelectorTerm atomic -- A topology selector term represents the result of label queries.
 matchLabelExpressions 1 []core/v1.TopologySelectorLabelRequirement -- A list of topology selector requirements by labels.
core/v1.TopologySelectorLabelRequirement -- A topology selector requirement is a selector that matches given label.
 key 1 string ! -- The label key that the selector applies to.
 values 2 []string ! -- An array of string values.
scheduling/v1.PriorityClass -- PriorityClass defines mapping from a priority class name to the priority integer value.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata.
 value 2 int32 ! -- value represents the integer value of this priority class.
 globalDefault 3 bool -- globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class.
 description 4 string -- description is an arbitrary string that usually provides guidelines on when this priority class should be used.
 preemptionPolicy 5 string * -- preemptionPolicy is the Policy for preempting pods with lower priority.
node/v1.RuntimeClass -- RuntimeClass defines a class of container runtime supported in the cluster.
 metadata 1 meta/v1.ObjectMeta -- metadata is the standard object metadata.
 handler 2 string ! required -- handler specifies the underlying runtime and configuration that the CRI implementation will use to handle pods of this class.
 overhead 3 node/v1.Overhead * -- overhead represents the resource overhead associated with running a pod for a given RuntimeClass.
 scheduling 4 node/v1.Scheduling * -- scheduling holds the scheduling constraints to ensure that pods running with this RuntimeClass are scheduled to nodes that support it.
node/v1.Overhead -- Overhead structure represents the resource overhead associated with running a pod.
 podFixed 1 {}Quantity -- podFixed represents the fixed resource overhead associated with running a pod.
node/v1.Scheduling -- Scheduling specifies the scheduling constraints for nodes supporting a RuntimeClass.
 nodeSelector 1 {}string atomic -- nodeSelector lists labels that must be present on nodes that support this RuntimeClass.
 tolerations 2 []core/v1.Toleration -- tolerations are appended (excluding duplicates) to pods running with this RuntimeClass during admission, effectively unioning the set of nodes tolerated by the pod and the RuntimeClass.
apiextensions/v1.CustomResourceDefinition -- CustomResourceDefinition represents a resource that should be exposed on the API server.
 metadata 1 meta/v1.ObjectMeta -- Standard object's metadata More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata
 spec 2 apiextensions/v1.CustomResourceDefinitionSpec ! -- spec describes how the user wants the resources to appear
 status 3 apiextensions/v1.CustomResourceDefinitionStatus -- status indicates the actual state of the CustomResourceDefinition
apiextensions/v1.CustomResourceDefinitionSpec -- CustomResourceDefinitionSpec describes how a user wants their resource to appear
 group 1 string ! -- group is the API group of the defined custom resource.
 names 3 apiextensions/v1.CustomResourceDefinitionNames ! -- names specify the resource and kind names for the custom resource.
 scope 4 string ! -- scope indicates whether the defined custom resource is cluster- or namespace-scoped.
 versions 7 []apiextensions/v1.CustomResourceDefinitionVersion ! -- versions is the list of all API versions of the defined custom resource.
 conversion 9 apiextensions/v1.CustomResourceConversion * -- conversion defines conversion settings for the CRD.
 preserveUnknownFields 10 bool -- preserveUnknownFields indicates that object fields which are not specified in the OpenAPI schema should be preserved when persisting to storage.
apiextensions/v1.CustomResourceDefinitionNames -- CustomResourceDefinitionNames indicates the names to serve this CustomResourceDefinition
 plural 1 string ! -- plural is the plural name of the resource to serve.
 singular 2 string -- singular is the singular name of the resource.
 shortNames 3 []string -- shortNames are short names for the resource, exposed in API discovery documents, and used by clients to support invocations like 'kubectl get <shortname>'.
 kind 4 string ! -- kind is the serialized kind of the resource.
 listKind 5 string -- listKind is the serialized kind of the list for this resource.
 categories 6 []string -- categories is a list of grouped resources this custom resource belongs to (e.g.
apiextensions/v1.CustomResourceDefinitionVersion -- CustomResourceDefinitionVersion describes a version for CRD.
 name 1 string ! -- name is the version name, e.g.
 served 2 bool ! -- served is a flag enabling/disabling this version from being served via REST APIs
 storage 3 bool ! -- storage indicates this version should be used when persisting custom resources to storage.
 schema 4 apiextensions/v1.CustomResourceValidation * -- schema describes the schema used for validation, pruning, and defaulting of this version of the custom resource.
 subresources 5 apiextensions/v1.CustomResourceSubresources * -- subresources specify what subresources this version of the defined custom resource have.
 additionalPrinterColumns 6 []apiextensions/v1.CustomResourceColumnDefinition -- additionalPrinterColumns specifies additional columns returned in Table output.
 deprecated 7 bool -- deprecated indicates this version of the custom resource API is deprecated.
 deprecationWarning 8 string * -- deprecationWarning overrides the default warning returned to API clients.
 selectableFields 9 []apiextensions/v1.SelectableField -- selectableFields specifies paths to fields that may be used as field selectors.
apiextensions/v1.CustomResourceValidation -- CustomResourceValidation is a list of validation methods for CustomResources.
 openAPIV3Schema 1 apiextensions/v1.JSONSchemaProps * -- openAPIV3Schema is the OpenAPI v3 schema to use for validation and pruning.
apiextensions/v1.JSONSchemaProps -- JSONSchemaProps is a JSON-Schema following Specification Draft 4 (http://json-schema.org/).
 id 1 string -- 
 $schema 2 string -- 
 $ref 3 string * -- 
 description 4 string -- 
 type 5 string -- 
 format 6 string -- format is an OpenAPI v3 format string.
 title 7 string -- 
 default 8 any * -- default is a default value for undefined object fields.
 maximum 9 double * -- 
 exclusiveMaximum 10 bool -- 
 minimum 11 double * -- 
 exclusiveMinimum 12 bool -- 
 maxLength 13 int64 * -- 
 minLength 14 int64 * -- 
 pattern 15 string -- 
 maxItems 16 int64 * -- 
 minItems 17 int64 * -- 
 uniqueItems 18 bool -- 
 multipleOf 19 double * -- 
 enum 20 []any -- 
 maxProperties 21 int64 * -- 
 minProperties 22 int64 * -- 
 required 23 []string -- 
 items 24 any * -- 
 allOf 25 []apiextensions/v1.JSONSchemaProps -- 
 oneOf 26 []apiextensions/v1.JSONSchemaProps -- 
 anyOf 27 []apiextensions/v1.JSONSchemaProps -- 
 not 28 apiextensions/v1.JSONSchemaProps * -- 
 properties 29 {}apiextensions/v1.JSONSchemaProps -- 
 additionalProperties 30 any * -- 
 patternProperties 31 {}apiextensions/v1.JSONSchemaProps -- 
 dependencies 32 {}any -- 
 additionalItems 33 any * -- 
 definitions 34 {}apiextensions/v1.JSONSchemaProps -- 
 externalDocs 35 apiextensions/v1.ExternalDocumentation * -- 
 example 36 any * -- 
 nullable 37 bool -- 
 x-kubernetes-preserve-unknown-fields 38 bool * -- x-kubernetes-preserve-unknown-fields stops the API server decoding step from pruning fields which are not specified in the validation schema.
 x-kubernetes-embedded-resource 39 bool -- x-kubernetes-embedded-resource defines that the value is an embedded Kubernetes runtime.Object, with TypeMeta and ObjectMeta.
 x-kubernetes-int-or-string 40 bool -- x-kubernetes-int-or-string specifies that this value is either an integer or a string.
 x-kubernetes-list-map-keys 41 []string -- x-kubernetes-list-map-keys annotates an array with the x-kubernetes-list-type 'map' by specifying the keys used as the index of the map.
 x-kubernetes-list-type 42 string * -- x-kubernetes-list-type annotates an array to further describe its topology.
 x-kubernetes-map-type 43 string * -- x-kubernetes-map-type annotates an object to further describe its topology.
 x-kubernetes-validations 44 []apiextensions/v1.ValidationRule map(rule) patch(merge:rule) -- x-kubernetes-validations describes a list of validation rules written in the CEL expression language.
apiextensions/v1.ExternalDocumentation -- ExternalDocumentation allows referencing an external resource for extended documentation.
 description 1 string -- 
 url 2 string -- 
apiextensions/v1.ValidationRule -- ValidationRule describes a validation rule written in the CEL expression language.
 rule 1 string ! -- Rule represents the expression which will be evaluated by CEL.
 message 2 string -- Message represents the message displayed when validation fails.
 messageExpression 3 string -- MessageExpression declares a CEL expression that evaluates to the validation failure message that is returned when this rule fails.
 reason 4 string * -- reason provides a machine-readable validation failure reason that is returned to the caller when a request fails this validation rule.
 fieldPath 5 string -- fieldPath represents the field path returned when the validation fails.
 optionalOldSelf 6 bool * -- optionalOldSelf is used to opt a transition rule into evaluation even when the object is first created, or if the old object is missing the value.
apiextensions/v1.CustomResourceSubresources -- CustomResourceSubresources defines the status and scale subresources for CustomResources.
 status 1 apiextensions/v1.CustomResourceSubresourceStatus * -- status indicates the custom resource should serve a '/status' subresource.
 scale 2 apiextensions/v1.CustomResourceSubresourceScale * -- scale indicates the custom resource should serve a '/scale' subresource that returns an 'autoscaling/v1' Scale object.
apiextensions/v1.CustomResourceSubresourceStatus -- CustomResourceSubresourceStatus defines how to serve the status subresource for CustomResources.
apiextensions/v1.CustomResourceSubresourceScale -- CustomResourceSubresourceScale defines how to serve the scale subresource for CustomResources.
 specReplicasPath 1 string ! -- specReplicasPath defines the JSON path inside of a custom resource that corresponds to Scale 'spec.replicas'.
 statusReplicasPath 2 string ! -- statusReplicasPath defines the JSON path inside of a custom resource that corresponds to Scale 'status.replicas'.
 labelSelectorPath 3 string * -- labelSelectorPath defines the JSON path inside of a custom resource that corresponds to Scale 'status.selector'.
apiextensions/v1.CustomResourceColumnDefinition -- CustomResourceColumnDefinition specifies a column for server side printing.
 name 1 string ! -- name is a human readable name for the column.
 type 2 string ! -- type is an OpenAPI type definition for this column.
 format 3 string -- format is an optional OpenAPI type definition for this column.
 description 4 string -- description is a human readable description of this column.
 priority 5 int32 -- priority is an integer defining the relative importance of this column compared to others.
 jsonPath 6 string ! -- jsonPath is a simple JSON path (i.e.
apiextensions/v1.SelectableField -- SelectableField specifies the JSON path of a field that may be used with field selectors.
 jsonPath 1 string ! -- jsonPath is a simple JSON path which is evaluated against each custom resource to produce a field selector value.
apiextensions/v1.CustomResourceConversion -- CustomResourceConversion describes how to convert different versions of a CR.
 strategy 1 string ! -- strategy specifies how custom resources are converted between versions.
 webhook 2 apiextensions/v1.WebhookConversion * -- webhook describes how to call the conversion webhook.
apiextensions/v1.WebhookConversion -- WebhookConversion describes how to call a conversion webhook
 clientConfig 2 apiextensions/v1.WebhookClientConfig * -- clientConfig is the instructions for how to call the webhook if strategy is 'Webhook'.
 conversionReviewVersions 3 []string ! -- conversionReviewVersions is an ordered list of preferred 'ConversionReview' versions the Webhook expects.
apiextensions/v1.WebhookClientConfig -- WebhookClientConfig contains the information to make a TLS connection with the webhook.
 service 1 apiextensions/v1.ServiceReference * -- service is a reference to the service for this webhook.
 caBundle 2 bytes -- caBundle is a PEM encoded CA bundle which will be used to validate the webhook's server certificate.
 url 3 string * -- url gives the location of the webhook, in standard URL form ('scheme://host:port/path').
apiextensions/v1.ServiceReference -- ServiceReference holds a reference to Service.legacy.k8s.io
 namespace 1 string ! -- namespace is the namespace of the service.
 name 2 string ! -- name is the name of the service.
 path 3 string * -- path is an optional URL path at which the webhook will be contacted.
 port 4 int32 * -- port is an optional service port at which the webhook will be contacted.
apiextensions/v1.CustomResourceDefinitionStatus -- CustomResourceDefinitionStatus indicates the state of the CustomResourceDefinition
 conditions 1 []apiextensions/v1.CustomResourceDefinitionCondition ! map(type) -- conditions indicate state for particular aspects of a CustomResourceDefinition
 acceptedNames 2 apiextensions/v1.CustomResourceDefinitionNames ! -- acceptedNames are the names that are actually being used to serve discovery.
 storedVersions 3 []string ! -- storedVersions lists all versions of CustomResources that were ever persisted.
 observedGeneration 4 int64 -- The generation observed by the CRD controller.
apiextensions/v1.CustomResourceDefinitionCondition -- CustomResourceDefinitionCondition contains details for the current condition of this pod.
 type 1 string ! -- type is the type of the condition.
 status 2 string ! -- status is the status of the condition.
 lastTransitionTime 3 Time -- lastTransitionTime last time the condition transitioned from one status to another.
 reason 4 string -- reason is a unique, one-word, CamelCase reason for the condition's last transition.
 message 5 string -- message is a human-readable message indicating details about last transition.
 observedGeneration 6 int64 -- observedGeneration represents the .metadata.generation that the condition was set based upon.
meta/v1.Status -- Status is a return value for calls that don't return other objects.
 metadata 1 meta/v1.ListMeta -- Standard list metadata.
 status 2 string -- Status of the operation.
 message 3 string -- A human-readable description of the status of this operation.
 reason 4 string -- A machine-readable description of why this operation is in the "Failure" status.
 details 5 meta/v1.StatusDetails * -- Extended data associated with the reason.
 code 6 int32 -- Suggested HTTP return code for this status, 0 if not set.
meta/v1.ListMeta -- ListMeta describes metadata that synthetic resources must have, including lists and various status objects.
 selfLink 1 string -- Deprecated: selfLink is a legacy read-only field that is no longer populated by the system.
 resourceVersion 2 string -- String that identifies the server's internal version of this object that can be used by clients to determine when objects have changed.
 continue 3 string -- continue may be set if the user set a limit on the number of items returned, and indicates that the server has more data available.
 remainingItemCount 4 int64 * -- remainingItemCount is the number of subsequent items in the list which are not included in this list response.
 shardInfo 5 meta/v1.ShardInfo * -- shardInfo is set when the list is a filtered subset of the full collection, as selected by a shard selector on the request.
meta/v1.ShardInfo -- ShardInfo describes the shard selector that was applied to produce a list response.
 selector 1 string ! required -- selector is the shard selector string from the request, echoed back so clients can verify which shard they received and merge responses from multiple shards.
meta/v1.StatusDetails -- StatusDetails is a set of additional properties that MAY be set by the server to provide additional information about a response.
 name 1 string -- The name attribute of the resource associated with the status StatusReason (when there is a single name which can be described).
 group 2 string -- The group attribute of the resource associated with the status StatusReason.
 kind 3 string -- The kind attribute of the resource associated with the status StatusReason.
 causes 4 []meta/v1.StatusCause -- The Causes array includes more details associated with the StatusReason failure.
 retryAfterSeconds 5 int32 -- If specified, the time in seconds before the operation should be retried.
 uid 6 string -- UID of the resource.
meta/v1.StatusCause -- StatusCause provides more information about an api.Status failure, including cases when multiple errors are encountered.
 reason 1 string -- A machine-readable description of the cause of the error.
 message 2 string -- A human-readable description of the cause of the error.
 field 3 string -- The field of the resource that has caused this error, as named by its JSON serialization.
`
