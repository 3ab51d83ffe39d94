/**
 * What a managed kind is: hands that derive, observe, create, update and remove.
 * A kind never retries, orders, compares, logs or decides; that is the engine's.
 */
import type { Key, KindName } from './key.ts'

/** What should be. */
export interface Desired<Spec = unknown> {
  readonly key: Key
  /** The team it is for; null for what belongs to the platform. */
  readonly team: string | null
  /** Canonical, only the fields that we own, never a secret's value. */
  readonly spec: Spec
  /** Edges beyond the one to the parent: these are made first. */
  readonly after?: readonly Key[]
  /** A few words for the plan: `20 GiB · scan on push`. */
  readonly summary?: string
}

/** What is. */
export interface Actual<Spec = unknown> {
  readonly key: Key
  readonly team: string | null
  /** The same projection as the desired one, read back. */
  readonly spec: Spec
  /** The system's own handle: a number, a uuid, a uid. */
  readonly id: string
  /** The platform whose mark it carries; null is nobody's. */
  readonly owner: string | null
  /** What the kinds inside of it need to know and nobody compares. */
  readonly facts?: Readonly<Record<string, string>>
  /** Words for what cannot be seen in the spec but widens access or surprises: told, never acted on. */
  readonly notes?: readonly string[]
  /** Something of ours that this run does not look at and that must go first: until then this one stays. */
  readonly neededBy?: Key
}

/** What a change may cost. The last four words of the language of approval. */
export type Risk = 'destroys-data' | 'cuts-access' | 'rotates-credential' | 'exposes'

/** A field that differs. `from` or `to` is undefined where it is absent. */
export interface FieldDiff {
  readonly path: string
  readonly from: unknown
  readonly to: unknown
}

/** What an observation is asked for. */
export interface Scope<Spec = unknown> {
  /** Actuals of the parent kind; empty where the kind has none. */
  readonly parents: readonly Actual[]
  /** What is wanted of this kind, so that a thing without our mark is met before it is made. */
  readonly desired: readonly Desired<Spec>[]
  /** Only these teams' things are asked for; undefined is all, and the platform's. */
  readonly teams?: ReadonlySet<string>
  /** With `teams`: what the ledger says we made of this kind for them, whether it is wanted or not. */
  readonly made?: readonly Key[]
  /** What a turn not long ago found: whatever no list tells may be taken from there, where the list tells nothing new. */
  readonly known?: (key: Key) => Actual<Spec> | undefined
}

/** Credentials by name. A value exists only inside a hand that is about to use it. */
export interface Vault {
  /** The value under a Secret's key. @throws SystemError when the Secret is absent or has no such key */
  read(secret: SecretName, signal: AbortSignal): Promise<string>
  /** Tells of a Secret that was made a moment ago, so that whoever needs its value next need not read it. */
  keep(secret: SecretName, value: string, uid: string): void
  /** Says on the Secret which object of a system was given its value: that credential is in force. */
  stamp(secret: SecretName, holder: string, signal: AbortSignal): Promise<void>
  /** Which object was given this Secret's present value; undefined where none was. */
  holder(secret: SecretName, signal: AbortSignal): Promise<string | undefined>
  /** A fresh credential of 40 characters: letters of both cases and digits, about 238 bits. */
  mint(): string
}

/** Where a secret is: a Kubernetes Secret and key, or a reference of the description (`env:NAME`, `file:PATH`). */
export type SecretName =
  | { readonly namespace: string; readonly name: string; readonly key: string }
  | { readonly env: string }
  | { readonly file: string }

/** All that a kind's hands may touch: no environment, no clock, no logger, no other kind. */
export interface Hands<Client> {
  readonly client: Client
  readonly signal: AbortSignal
  /** The mark that we set: the platform's name. */
  readonly owner: string
  /** The system's handle of something that an edge put before us. @throws Bug when no edge did */
  readonly idOf: (key: Key) => string
  readonly vault: Vault
  /** What the ledger says of a thing, for kinds whose system can hold no mark; undefined for what we did not make. */
  readonly noted: (key: Key) => Note | undefined
}

/** An entry of the ledger. The id is '' when only the intent to make it was noted, and for what is inside of something noted. */
export interface Note {
  readonly id: string
  readonly team: string | null
  /** It does not lie where the team's notes are now, and would go with what it lies on. */
  readonly misplaced?: true
}

/** Everything that is known about one kind of managed thing. */
export interface Kind<Tenancy, Client, Spec = unknown> {
  readonly name: KindName
  /** Observed first, its actuals are handed to `observe`; its removal removes ours. */
  readonly parent?: KindName
  /**
   * True where the system has no list over all parents, so that looking costs requests for each of them: a run that comes
   * again asks about a part of them in each turn. The first segment of a key then names the parent.
   */
  readonly byParent?: true
  /** Must stand before ours; removals run the other way. */
  readonly needs?: readonly KindName[]
  /** Fields (top-level paths of the spec) that cannot be changed in place: a difference there means replace. */
  readonly immutable?: readonly string[]
  /**
   * Where our mark is: on the thing itself, or in the ledger on the team's namespace,
   * or nowhere since it belongs to its parent's owner.
   */
  readonly mark: 'own' | 'ledger' | 'parent'
  /** False for what is never deleted by us (a realm, a user group that people's sign-ins share). */
  readonly removable?: false
  /** What removing one costs. */
  readonly removalRisks?: readonly Risk[]
  /** What changing these fields costs. */
  risks?(desired: Desired<Spec>, actual: Actual<Spec>, diff: readonly FieldDiff[]): readonly Risk[]
  /** What making one costs (an anonymous route, say). */
  creationRisks?(desired: Desired<Spec>): readonly Risk[]
  /** The object as a file would hold it, for kinds whose things are manifests without secrets. Pure. */
  manifest?(desired: Desired<Spec>, owner: string): object
  /** Pure. */
  derive(tenancy: Tenancy): Iterable<Desired<Spec>>
  observe(scope: Scope<Spec>, hands: Hands<Client>): Promise<readonly Actual<Spec>[]>
  /** @returns the system's handle. Must not fail because a lost answer left the thing there already. */
  create(desired: Desired<Spec>, hands: Hands<Client>): Promise<string>
  /** In place: the handle stays, also where the thing has to be made anew. */
  update(desired: Desired<Spec>, actual: Actual<Spec>, hands: Hands<Client>): Promise<void>
  /** Already gone is success. */
  remove(actual: Actual<Spec>, hands: Hands<Client>): Promise<void>
}
