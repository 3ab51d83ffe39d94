/** What the command line of the benchmarks says. */
export interface Settings {
  /** Also the long ones: 1,000 teams on the sandbox, a layer of 1 GiB. */
  readonly full: boolean
  /** How often each side is measured. */
  readonly runs: number
  /** The built command line. */
  readonly troupe: string
  /** The folder of the package. */
  readonly root: string
}
