"""The published OpenAPI document, and the page that makes it readable."""
