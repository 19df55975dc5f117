/**
 * Who is signed in: a key that differs between users, `null` for nobody, `undefined` where the page does not tell.
 */
export type Identity = string | null | undefined;
/**
 * Asked at each call, not once at load: Zendesk writes `HelpCenter` near the end of the body, after anything in the
 * head has run. Whatever the page holds there, also nothing or a form field of that name, this does not throw.
 *
 * @param user the `user` option, which wins where it is given
 */
export declare function currentIdentity(user: Identity): Identity;
