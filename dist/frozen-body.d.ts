/**
 * A request body as it is now: what can change afterwards is copied, as fetch and XMLHttpRequest copy it when they are
 * called (Fetch standard, "extract a body"). A call that waits, or is sent again, would otherwise carry whatever its caller
 * did to a buffer or a form meanwhile. Text, blobs and streams are returned as they are. Copying a megabyte takes some
 * 0.1 ms.
 *
 * @param isForXhr XMLHttpRequest sends documents, which to fetch are text like any other object
 * @throws TypeError for shared memory, as both do
 */
export declare function frozenBody(body: unknown, isForXhr?: boolean): unknown;
