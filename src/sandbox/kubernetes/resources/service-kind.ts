/** What follows from a Service's type. */
import { asList, type JsonObject } from '../object.ts'

/** Whether its ports are opened on nodes. */
export const hasNodePorts = ({ type }: JsonObject): boolean => type === 'NodePort' || type === 'LoadBalancer'

/** Whether it is reached from outside the cluster. */
export const isExternal = (spec: JsonObject): boolean =>
  hasNodePorts(spec) || (spec['type'] === 'ClusterIP' && asList(spec['externalIPs']).length > 0)

/** Whether a load balancer asks nodes if they have endpoints. */
export const needsHealthCheck = ({ type, externalTrafficPolicy }: JsonObject): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local'
