// A page without folds: none opens.
const openFold = () => null, closeFolds = () => {};
