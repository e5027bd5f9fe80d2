/** Whose report it is. */
import { basename } from "node:path";
import { isOwnProject, projectPath } from "../system/state.ts";

/** The name at the head of each page: of somebody's own project its folder's. */
export const nameOfProject = (): string => isOwnProject() ? basename(projectPath()) : "Gauntlet";
