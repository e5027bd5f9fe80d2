/** How PostgreSQL tells the lab's own sessions from those of servers: by their name. */

/** The `application_name` of the lab's own connections: never a server's, and in no receipt. */
export const LAB_APPLICATION = "gauntlet-lab";
