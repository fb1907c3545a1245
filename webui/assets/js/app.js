import "htmx.org/dist/htmx.esm.js";
import "./live.js";
import "./clock.js";
import "./menu.js";
import "./strength.js";
import "./upload.js";
