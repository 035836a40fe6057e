"""The Graph surface: what Meta's Cloud API answers. Begin with `dispatch`."""
